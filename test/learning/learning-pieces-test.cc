// SPDX-License-Identifier: GPL-2.0-only
// The small shared pieces: random numbers, schedule, normaliser, advantages, runtime.
#include "../../model/learning/advantage-estimation.h"
#include "../../model/learning/checkpoint-fields.h"
#include "../../model/learning/learning-random.h"
#include "../../model/learning/learning-runtime.h"
#include "../../model/learning/linear-schedule.h"
#include "../../model/learning/running-normaliser.h"
#include "learning-test-util.h"

#include <caffe2/serialize/inline_container.h>
#include <cmath>
#include <cstring>

using namespace ns3::learning;
using namespace ns3::learning::test;

namespace
{

TEST(LearningRandom, IsTheSameEverywhere)
{
    // splitmix64's first numbers from seed 0 are published (https://prng.di.unimi.it/splitmix64.c).
    LearningRandom random(0);
    EXPECT_EQ(random.State()[0], 0xE220A8397B1DCDAFULL);
    EXPECT_EQ(random.State()[1], 0x6E789E6AA1B965F4ULL);
    LearningRandom other(0, 1);
    EXPECT_NE(random.Bits(), other.Bits());
}

TEST(LearningRandom, HasTheMomentsOfItsDistributions)
{
    LearningRandom random(42);
    const int n = 1000000;
    double uniform = 0;
    double normal = 0;
    double square = 0;
    double fourth = 0;
    std::vector<int> counts(7, 0);
    for (int i = 0; i < n; ++i)
    {
        const double u = random.Uniform();
        ASSERT_TRUE(u >= 0 && u < 1);
        uniform += u / n;
        const double z = random.Normal();
        normal += z / n;
        square += z * z / n;
        fourth += z * z * z * z / n;
        ++counts[random.Integer(7)];
    }
    EXPECT_NEAR(uniform, 0.5, 0.0015); // five standard deviations
    EXPECT_NEAR(normal, 0, 0.005);
    EXPECT_NEAR(square, 1, 0.008);
    EXPECT_NEAR(fourth, 3, 0.05);
    for (int count : counts)
    {
        EXPECT_NEAR(count, n / 7.0, 1800);
    }
}

TEST(LinearSchedule, IsALineAndThenFlat)
{
    const LinearSchedule schedule{1, 0.2, 100};
    EXPECT_DOUBLE_EQ(schedule.At(0), 1);
    EXPECT_DOUBLE_EQ(schedule.At(50), 0.6);
    EXPECT_DOUBLE_EQ(schedule.At(100), 0.2);
    EXPECT_DOUBLE_EQ(schedule.At(1e9), 0.2);
}

TEST(RunningNormaliser, MergesBatchesExactly)
{
    LearningRandom random(7);
    const torch::Tensor all = 3 * RandomTensor(random, {1000, 2}) + 50;
    RunningNormaliser normaliser(2, 10);
    RankGroup alone;
    float out[2];
    const float far[2] = {100, -3};
    normaliser.Normalise(far, 1, out);
    EXPECT_EQ(out[0], 10.0F); // clipped, not yet scaled
    EXPECT_NEAR(out[1], -3, 1e-6);
    int64_t first = 0;
    for (int64_t size : {1, 10, 489, 500})
    {
        normaliser.Update(all[first].data_ptr<float>(), size, alone);
        first += size;
    }
    const torch::Tensor wide = all.to(torch::kDouble);
    for (int64_t j = 0; j < 2; ++j)
    {
        EXPECT_NEAR(normaliser.Mean(j), wide.select(1, j).mean().item<double>(), 1e-9);
        EXPECT_NEAR(normaliser.Variance(j), wide.select(1, j).var(false).item<double>(), 1e-8);
    }
    torch::Tensor rows = torch::empty_like(all);
    normaliser.Normalise(all.data_ptr<float>(), 1000, rows.data_ptr<float>());
    EXPECT_NEAR(rows.mean().item<double>(), 0, 1e-4);
    EXPECT_NEAR(rows.std().item<double>(), 1, 1e-2);
}

TEST(AdvantageEstimation, EqualsAHandComputedTable)
{
    // Two streams, interleaved; lambda 1/2. Stream 0: three steps, the last terminal. Stream 1: a
    // cut after its first step, then one more step that the rollout ends with.
    const uint32_t streams[] = {0, 1, 0, 1, 0};
    const float rewards[] = {1, 10, 2, 20, 4};
    const float discounts[] = {0.5F, 0.5F, 0.5F, 0.5F, 0};
    const uint8_t cut[] = {0, 1, 0, 0, 0};
    const float values[] = {8, 6, 4, 2, 1};
    const float nextValues[] = {4, 30, 1, 40, 99};
    float advantages[5];
    EstimateAdvantages(streams, rewards, discounts, cut, values, nextValues, 0.5F, 5, advantages);
    // delta: 1+2-8 = -5 | 10+15-6 = 19 | 2+0.5-4 = -1.5 | 20+20-2 = 38 | 4-1 = 3
    EXPECT_FLOAT_EQ(advantages[4], 3);
    EXPECT_FLOAT_EQ(advantages[3], 38);
    EXPECT_FLOAT_EQ(advantages[2], -1.5F + 0.25F * 3);
    EXPECT_FLOAT_EQ(advantages[1], 19); // the cut keeps the later 38 out
    EXPECT_FLOAT_EQ(advantages[0], -5 + 0.25F * -0.75F);
}

TEST(LearningRuntime, OneThreadAnyNumberOfTimes)
{
    ConfigureLibTorch();
    ConfigureLibTorch();
    EXPECT_EQ(torch::get_num_threads(), 1);
    EXPECT_FALSE(GetOpenBlasCore().empty());
}

/**
 * @param bytes an archive
 * @return the checksum behind it: FNV-1a on words of 64 bits, the high bits mixed in
 */
uint64_t
GetChecksum(const std::string& bytes)
{
    uint64_t hash = 14695981039346656037ULL ^ bytes.size();
    for (std::size_t i = 0; i < bytes.size();)
    {
        const std::size_t size = bytes.size() - i >= 8 ? 8 : 1;
        uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, size);
        hash = (hash ^ word) * 1099511628211ULL;
        hash ^= hash >> 29;
        i += size;
    }
    return hash;
}

TEST(Checkpoint, RefusesPartsThatEndBehindTheirData)
{
    const std::string kind = "short full";
    const auto make = [&](const std::function<void(at::Tensor&)>& change) {
        torch::serialize::OutputArchive archive;
        at::Tensor head = torch::empty({static_cast<int64_t>(kind.size())}, at::kByte);
        std::memcpy(head.data_ptr(), kind.data(), kind.size());
        archive.write("kind", head);
        at::Tensor values = torch::zeros({2, 4});
        change(values);
        archive.write("values", values);
        std::ostringstream stream;
        archive.save_to(stream);
        const std::string bytes = stream.str();
        const uint64_t checksum = GetChecksum(bytes);
        return bytes + "EILEARN1" +
               std::string(reinterpret_cast<const char*>(&checksum), sizeof(checksum));
    };
    const auto read = [](const std::string& bytes) {
        std::istringstream stream(bytes);
        return Checkpoint(stream, "short").IsFull();
    };
    EXPECT_TRUE(read(make([](at::Tensor&) {})));
    EXPECT_TRUE(read(make([](at::Tensor& values) { values = values.slice(0, 1); })));
    EXPECT_TRUE(read(make([](at::Tensor& values) { values = torch::zeros({0}); })));
    const std::vector<std::function<void(at::Tensor&)>> wrong{
        [](at::Tensor& v) { v.unsafeGetTensorImpl()->set_sizes_contiguous({9}); },
        [](at::Tensor& v) { v.unsafeGetTensorImpl()->set_sizes_contiguous({1000000}); },
        [](at::Tensor& v) {
            v.unsafeGetTensorImpl()->set_sizes_and_strides(at::IntArrayRef{2, 4},
                                                           at::IntArrayRef{5, 1});
        },
        [](at::Tensor& v) {
            v.unsafeGetTensorImpl()->set_sizes_and_strides(at::IntArrayRef{2, 2},
                                                           at::IntArrayRef{int64_t{1} << 62, 1});
        },
        [](at::Tensor& v) { v.unsafeGetTensorImpl()->set_storage_offset(1); },
        [](at::Tensor& v) { v = torch::zeros({1}).expand({int64_t{1} << 40}); }};
    for (std::size_t i = 0; i < wrong.size(); ++i)
    {
        try
        {
            read(make(wrong[i]));
            ADD_FAILURE() << i << " was read";
        }
        catch (const LearningError& error)
        {
            // Newer releases of LibTorch compare sizes themselves, and do not know the part.
            const std::string text = error.what();
            EXPECT_TRUE(text.find("part 'values'") != std::string::npos ||
                        text.find("found no LibTorch archive: Tensor: sizes") !=
                            std::string::npos ||
                        text.find("found no LibTorch archive: Storage size") != std::string::npos)
                << text;
        }
    }
}

TEST(Checkpoint, RefusesRecordsThatAreShorterThanTheyAreSaidToBe)
{
    const std::string kind = "short full";
    torch::serialize::OutputArchive archive;
    at::Tensor head = torch::empty({static_cast<int64_t>(kind.size())}, at::kByte);
    std::memcpy(head.data_ptr(), kind.data(), kind.size());
    archive.write("kind", head);
    archive.write("values", torch::ones({100}));
    std::ostringstream whole;
    archive.save_to(whole);
    for (const std::size_t length : {400, 200, 4, 0})
    {
        std::istringstream is(whole.str());
        caffe2::serialize::PyTorchStreamReader reader(&is);
        std::ostringstream os;
        caffe2::serialize::PyTorchStreamWriter writer([&](const void* bytes, std::size_t size) {
            os.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(size));
            return size;
        });
        for (const auto& name : reader.getAllRecords())
        {
            if (name != "version" && name.rfind(".data/", 0) != 0)
            {
                const auto record = reader.getRecord(name);
                const std::size_t size = std::get<1>(record);
                writer.writeRecord(name,
                                   std::get<0>(record).get(),
                                   size == 400 ? length : size); // those of values
            }
        }
        writer.writeEndOfFile();
        std::stringstream sealed;
        WriteSealed(sealed, os.str());
        if (length == 400)
        {
            EXPECT_TRUE(Checkpoint(sealed, "short").IsFull());
        }
        else
        {
            EXPECT_THROW(Checkpoint(sealed, "short"), LearningError) << length;
        }
    }
}

TEST(Checkpoint, RefusesNumbersThatNoLearnerWrites)
{
    // What one side wrote, the other one reads; nothing is copied when one part is wrong.
    const auto read = [](double due, uint64_t word, uint32_t choice) {
        const auto list = [](double& number, LearningRandom& random, uint32_t& index) {
            CheckpointFields fields;
            fields.Add("due", &number, 1);
            fields.RequireBetween(0, 10);
            fields.Add("random", random);
            fields.Add("choice", &index, 1);
            fields.RequireBetween(0, 2);
            return fields;
        };
        LearningRandom random(1);
        random.State().fill(word);
        std::stringstream stream;
        WriteCheckpoint(stream, "numbers", true, list(due, random, choice));
        double number = 5;
        uint32_t index = 1;
        LearningRandom other(2);
        try
        {
            Checkpoint(stream, "numbers").Restore(list(number, other, index));
        }
        catch (const LearningError& error)
        {
            EXPECT_NE(std::string(error.what()).find("that no learner writes"), std::string::npos);
            EXPECT_EQ(number, 5);
            EXPECT_EQ(index, 1U);
            return false;
        }
        EXPECT_EQ(number, due);
        return true;
    };
    EXPECT_TRUE(read(10, 1, 2));
    EXPECT_TRUE(read(0, 1, 0));
    EXPECT_FALSE(read(1e308, 1, 0));
    EXPECT_FALSE(read(std::nan(""), 1, 0));
    EXPECT_FALSE(read(-1, 1, 0));
    EXPECT_FALSE(read(1, 0, 0)) << "a generator of zeros";
    EXPECT_FALSE(read(1, 1, 3));
    EXPECT_FALSE(read(1, 1, 0xffffffff));
}

} // namespace
