package io.algorithmselector.mesh;

import java.util.List;

/**
 * A way to write the path of {@code POST /v2/repository/index}, and the status that comes of it; 403 is a policy's.
 *
 * @param open without policies
 * @param refused with both policies of the pods
 * @param denied with their denying policy alone
 * @param atGateway with the ingress gateway's policy alone, to a caller with a token
 */
record Spelling(String path, int open, int refused, int denied, int atGateway) {
    static final List<Spelling> ALL = List.of(
            new Spelling("/v2/repository/index", 200, 403, 403, 403),
            new Spelling("/v2/./repository/index", 200, 403, 403, 403),
            new Spelling("/v2/models/../repository/index", 200, 403, 403, 403),
            new Spelling("/v2/models/%2e%2e/repository/index", 200, 403, 403, 403),
            new Spelling("/v2/models/..;/repository/index", 200, 403, 403, 403),
            new Spelling("/v2/models/..\\repository/index", 200, 403, 403, 403),
            new Spelling("/v2/%72epository/index", 200, 403, 403, 403),
            new Spelling("/v2/repository/index?x=/v2/models/", 200, 403, 403, 403),
            // nobody's path: the allowing policy names it to nobody, and the gateway does not know it
            new Spelling("/v2/repository/index/", 404, 403, 403, 403),
            new Spelling("/v2/Repository/index", 404, 403, 404, 404),
            new Spelling("/V2/REPOSITORY/INDEX", 404, 403, 404, 404),
            new Spelling("//v2/repository/index", 404, 403, 404, 404),
            new Spelling("/v2//repository/index", 404, 403, 404, 404),
            new Spelling("/v2%2frepository/index", 400, 403, 400, 400),
            new Spelling("/v2/repository;x=1/index", 400, 403, 400, 403),
            // a model's path to the policies: the gateway's alone to refuse
            new Spelling("/v2/models/..%2frepository/index", 400, 400, 400, 400),
            new Spelling("/v2/models/..%2Frepository%2Findex", 400, 400, 400, 400),
            new Spelling("/v2/models/..%252frepository/index", 400, 400, 400, 400),
            new Spelling("/v2/models/..%3b/repository/index", 400, 400, 400, 400),
            new Spelling("/v2/models/..%5crepository/index", 400, 400, 400, 400));
}
