package io.algorithmselector.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.algorithmselector.model.Failure;
import io.algorithmselector.model.ServingException;
import org.junit.jupiter.api.Test;

class RequestBudgetTest {
    private final RequestBudget budget = new RequestBudget(100);
    private final RequestBudget.Share first = budget.open();
    private final RequestBudget.Share second = budget.open();

    @Test
    void take_withinTheBudget_countsAllShares() {
        first.take(40);
        first.take(20);
        second.take(40);
        assertThat(budget.held()).isEqualTo(100);
        first.close();
        assertThat(budget.held()).isEqualTo(40);
    }

    @Test
    void take_beyondTheBudget_isRefusedAndNothingIsTaken() {
        first.take(40);
        second.take(60);
        assertThatThrownBy(() -> first.take(1))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.AtLimit(
                                        "the requests on their way hold 100 of 100 bytes: no room for 1")));
        first.close();
        second.close();
        assertThat(budget.held()).isZero();
    }

    @Test
    void take_alone_hasRoomForAnySize_andOthersHaveNoneThen() {
        first.take(80);
        first.take(200);
        assertThatThrownBy(() -> second.take(1)).isInstanceOf(ServingException.class);
        first.close();
        second.take(300);
    }

    @Test
    void closed_takesNothingAnyMore_andLeavesNothing() {
        first.take(10);
        first.close();
        assertThatThrownBy(() -> first.take(5))
                .isInstanceOfSatisfying(
                        ServingException.class,
                        e -> assertThat(e.failure())
                                .isEqualTo(new Failure.AtLimit("the request has ended: no room for 5 bytes")));
        assertThatThrownBy(() -> first.takeWithin(5)).isInstanceOf(ServingException.class);
        first.keep(7);
        assertThat(budget.held()).isZero();
        assertThat(first.bytes()).isZero();
    }

    @Test
    void close_twice_givesBackOnce() {
        first.take(10);
        second.take(10);
        first.close();
        first.close();
        assertThat(budget.held()).isEqualTo(10);
    }
}
