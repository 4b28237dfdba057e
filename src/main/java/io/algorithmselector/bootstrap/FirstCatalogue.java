package io.algorithmselector.bootstrap;

import io.algorithmselector.catalog.Catalogue;
import io.algorithmselector.catalog.CatalogueException;
import io.algorithmselector.catalog.CatalogueSource;
import io.algorithmselector.lifecycle.Backoff;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/**
 * Reads the catalogue until there is one, with growing pauses; a reason is told once, until there is another. What only a human
 * can mend is refused, if it is what the first look finds: a catalogue that turns out to be invalid later is no reason to end a
 * process that already runs. Ends when its thread is interrupted.
 */
final class FirstCatalogue implements Runnable {
    private static final Logger LOG = System.getLogger(FirstCatalogue.class.getName());

    private final CatalogueSource source;
    private final Consumer<Catalogue> apply;
    private final Consumer<CatalogueException> refuse;
    private final Backoff pauses;
    private String told = "";

    FirstCatalogue(
            CatalogueSource source, Consumer<Catalogue> apply, Consumer<CatalogueException> refuse, Backoff pauses) {
        this.source = source;
        this.apply = apply;
        this.refuse = refuse;
        this.pauses = pauses;
    }

    @Override
    public void run() {
        for (int failures = 0; !done(failures == 0); ) {
            failures++;
            try {
                Thread.sleep(pauses.delay(failures));
            } catch (InterruptedException stopping) {
                return;
            }
        }
    }

    private boolean done(boolean first) {
        try {
            Catalogue read = source.read();
            LOG.log(
                    Level.INFO,
                    () -> "catalogue=" + source.description() + " models="
                            + read.models().keySet());
            apply.accept(read);
            return true;
        } catch (CatalogueException e) {
            if (first && !e.retryable()) {
                refuse.accept(e);
                return true;
            }
            if (!Thread.currentThread().isInterrupted()) {
                tell(e);
            }
        } catch (Throwable defect) {
            LOG.log(Level.ERROR, "the catalogue " + source.description() + " cannot be read; trying again", defect);
        }
        return false;
    }

    private void tell(CatalogueException e) {
        String reason = String.valueOf(e.getMessage());
        if (!reason.equals(told)) {
            told = reason;
            LOG.log(e.retryable() ? Level.WARNING : Level.ERROR, () -> reason + "; trying again");
        }
    }
}
