# What tests use that is not of this project.

# A python3 from a version manager often has no PyYAML; the system's own one does once it is installed there.
set(PYTHON python3)
execute_process(COMMAND ${PYTHON} -c "import yaml" RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
if(NOT missing EQUAL 0)
  set(PYTHON /usr/bin/python3)
endif()

# tool(NAME SCRIPT [ARGUMENT..]): what no package has, fetched or built once by scripts/SCRIPT. Exit code 77: it cannot be
# had here, and the tests that would use it leave that out.
function(tool name script)
  add_test(NAME tools/${name} COMMAND ${PROJECT_SOURCE_DIR}/scripts/${script} ${ARGN})
  set_tests_properties(tools/${name} PROPERTIES
    LABELS tools COST 60 TIMEOUT 3600 SKIP_RETURN_CODE 77 FIXTURES_SETUP ${name})
endfunction()

tool(kubernetes get-kube-apiserver.sh)
tool(helm-3 get-helm.sh 3)
tool(helm-4 get-helm.sh 4)
tool(example-tools get-example-tools.sh)
tool(milvus get-milvus.sh)
tool(glbc get-glbc.sh)
tool(aws-tools get-aws-tools.sh)
tool(sdk-go get-sdks.sh go)
tool(sdk-java get-sdks.sh java)
tool(sdk-node get-sdks.sh node)
# Go's compiler takes every core and much memory.
set_tests_properties(tools/kubernetes tools/helm-3 tools/helm-4 tools/example-tools tools/glbc PROPERTIES COST 600 RESOURCE_LOCK go)

# program_test(NAME LABEL SECONDS COMMAND.. [NEEDS TOOL..]): a program that runs this build's programs.
function(program_test name label seconds)
  cmake_parse_arguments(TEST "" "" "NEEDS" ${ARGN})
  add_test(NAME ${name} COMMAND ${TEST_UNPARSED_ARGUMENTS})
  # Two at a time where resources.json is heeded: they wait more than they work, but have only seconds to see a change.
  set_tests_properties(${name} PROPERTIES LABELS ${label} COST ${seconds} TIMEOUT 1800 RESOURCE_GROUPS programs:1
    FIXTURES_REQUIRED "${TEST_NEEDS}"
    ENVIRONMENT "PLUGIN=${CMAKE_BINARY_DIR}/kubectl-milvus_l7;POSTRENDER=${CMAKE_BINARY_DIR}/milvus-l7-postrender")
endfunction()
