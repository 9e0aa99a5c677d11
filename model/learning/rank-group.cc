// SPDX-License-Identifier: GPL-2.0-only
#include "rank-group.h"

#ifdef EDGE_INFERENCE_WITH_MPI
#include <algorithm>
#include <boost/mpi.hpp>
#include <functional>
#include <vector>
#endif

namespace ns3
{
namespace learning
{

#ifdef EDGE_INFERENCE_WITH_MPI

namespace
{

/**
 * @brief The members are MPI's ranks.
 */
class MpiRankGroup : public RankGroup
{
  public:
    uint32_t Rank() const override
    {
        return static_cast<uint32_t>(m_world.rank());
    }

    uint32_t Size() const override
    {
        return static_cast<uint32_t>(m_world.size());
    }

    void Sum(float* values, std::size_t count) override
    {
        Reduce(values, count, m_floats);
    }

    void Sum(double* values, std::size_t count) override
    {
        Reduce(values, count, m_doubles);
    }

    bool AllEqual(uint64_t value) override
    {
        const uint64_t mine[2] = {value, ~value};
        uint64_t largest[2];
        boost::mpi::all_reduce(m_world, mine, 2, largest, boost::mpi::maximum<uint64_t>());
        return largest[0] == value && largest[1] == ~value;
    }

  private:
    template <typename T>
    void Reduce(T* values, std::size_t count, std::vector<T>& buffer)
    {
        // With 2^n ranks every order that MPI's all-reduce may choose gives all ranks the same
        // bits; with other numbers only a reduction on one rank and a broadcast does.
        const int size = m_world.size();
        const int words = static_cast<int>(count);
        buffer.resize(count);
        if ((size & (size - 1)) == 0)
        {
            boost::mpi::all_reduce(m_world, values, words, buffer.data(), std::plus<T>());
            std::copy(buffer.begin(), buffer.end(), values);
            return;
        }
        boost::mpi::reduce(m_world, values, words, buffer.data(), std::plus<T>(), 0);
        if (m_world.rank() == 0)
        {
            std::copy(buffer.begin(), buffer.end(), values);
        }
        boost::mpi::broadcast(m_world, values, words, 0);
    }

    boost::mpi::environment m_environment; //!< initialises MPI, ends it when it did so
    boost::mpi::communicator m_world;      //!< all ranks
    std::vector<float> m_floats;           //!< receives sums
    std::vector<double> m_doubles;         //!< receives sums
};

} // namespace

std::shared_ptr<RankGroup>
MakeMpiRankGroup()
{
    return std::make_shared<MpiRankGroup>();
}

bool
HasMpi()
{
    return true;
}

#else

std::shared_ptr<RankGroup>
MakeMpiRankGroup()
{
    return std::make_shared<RankGroup>();
}

bool
HasMpi()
{
    return false;
}

#endif

} // namespace learning
} // namespace ns3
