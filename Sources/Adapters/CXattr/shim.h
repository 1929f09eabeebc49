// Extended attributes of files, which the system's Swift module leaves out.
#include <sys/xattr.h>
