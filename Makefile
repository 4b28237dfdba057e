# The front door. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help

# A JDK is looked for once, and only if one of the targets needs it.
NEEDS_JDK := $(filter-out help clean,$(or $(MAKECMDGOALS),help))
ifneq ($(NEEDS_JDK),)
export JAVA_HOME := $(shell scripts/find-jdk 25)
ifeq ($(JAVA_HOME),)
$(error no JDK 25: see the line above)
endif
endif

MVN := ./mvnw -B -ntp
JAVA_TOOL = $(JAVA_HOME)/bin/java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -DTENSORFLOW_LIBRARY_PATH=target/tensorflow -Djava.util.logging.manager=org.jboss.logmanager.LogManager \
  -Dslf4j.internal.verbosity=ERROR -Dslf4j.provider=org.slf4j.helpers.NOP_FallbackServiceProvider \
  -cp "target/test-classes:target/classes:$$(cat target/test-classpath.txt)"

.PHONY: help run grpc-example test test-clients test-mesh check-manifests package image format models bench bench-swap soak clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "make %-14s %s\n", $$1, $$2}'

run: ## serve the sample models (or MODEL=dir, your own SavedModel) from an embedded S3
	@scripts/run

grpc-example: ## ask a running gateway over gRPC: what `make run` suggests
	@scripts/grpc-example

test: ## format check, static analysis, unit, component and packaged tests
	$(MVN) verify

test-clients: ## Triton's and TensorFlow Serving's Python clients against the packaged gateway (needs Python)
	@scripts/test-clients

test-mesh: ## the shipped Kubernetes and Istio files, end to end: API server, istiod, Envoy, gateways (needs Go, Python)
	@scripts/test-mesh

check-manifests: ## of test-mesh, the checks of the files alone
	@scripts/test-mesh 'Manifest*MeshIT'

package: ## build target/quarkus-app/quarkus-run.jar
	$(MVN) -q package -DskipTests

image: ## build the container image algorithm-selector:<version> (or IMAGE=name:tag), by whichever engine is there
	@scripts/image

format: ## lay out the Java sources
	$(MVN) -q spotless:apply

models: ## train and export the sample models (minutes; same weights every time)
	$(MVN) -q -Pmodels process-test-classes
	$(JAVA_HOME)/bin/java -cp target/test-classes:target/classes io.algorithmselector.demo.ExampleRequest

bench: ## measure the engine port, the codecs and the repository (15 minutes; BENCH_ARGS='-f 1 -wi 1' are JMH's, to shorten it)
	$(MVN) -q -Pjmh test-compile -Dmdep.analyze.skip
	$(JAVA_TOOL) io.algorithmselector.engine.tensorflow.BenchmarkReport $(BENCH_ARGS)
	$(JAVA_TOOL) io.algorithmselector.engine.tensorflow.TurnBenchmark
	$(JAVA_TOOL) org.openjdk.jmh.Main CodecBenchmark -prof gc $(BENCH_ARGS)
	$(JAVA_TOOL) io.algorithmselector.api.openinference.CodecTurns
	$(JAVA_TOOL) io.algorithmselector.repository.RepositoryDownloadBenchmark

bench-swap: package ## what a swap of 100 MB costs those who ask meanwhile (5 minutes)
	$(JAVA_TOOL) io.algorithmselector.soak.SwapBenchmark

soak: package ## 200 swaps under load without a lost request; 300 loads and unloads without a leak (10 minutes)
	$(JAVA_TOOL) io.algorithmselector.soak.SwapSoak 200
	$(JAVA_TOOL) io.algorithmselector.soak.MemorySoak 300

clean: ## remove what was built
	rm -rf target
