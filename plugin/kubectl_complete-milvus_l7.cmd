@rem kubectl 1.26 and later runs this program, which has to be on PATH, to complete what follows "kubectl milvus-l7".
@"%~dp0kubectl-milvus_l7.exe" __complete %* 2>NUL <NUL
