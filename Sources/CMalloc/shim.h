#pragma once
// mallopt(3): Swift's Glibc module leaves malloc.h out.
#include <malloc.h>
