// SPDX-License-Identifier: GPL-2.0-only
#include "learning-runtime.h"

#include <ATen/Parallel.h>
#include <dlfcn.h>

namespace ns3
{
namespace learning
{

void
ConfigureLibTorch()
{
    static const bool done = []() {
        at::set_num_threads(1);
        try
        {
            at::set_num_interop_threads(1);
        }
        catch (const std::exception&)
        {
            // Its pool has been started by the host program already; nothing here uses that pool.
        }
        using SetThreads = void (*)(int);
        if (auto set =
                reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads")))
        {
            set(1);
        }
        return true;
    }();
    (void)done;
}

std::string
GetOpenBlasCore()
{
    using CoreName = char* (*)();
    auto name = reinterpret_cast<CoreName>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    return name ? name() : "none";
}

} // namespace learning
} // namespace ns3
