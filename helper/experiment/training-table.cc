// SPDX-License-Identifier: GPL-2.0-only

#include "training-table.h"

#include "../episode/csv-text.h"

#include "ns3/episode-metric.h"
#include "ns3/inference-input-error.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sstream>
#include <sys/file.h>
#include <unistd.h>

namespace ns3
{

namespace
{

/**
 * @return names of the columns that are always there
 */
const std::vector<std::string>&
GetFixed()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all{"policy", "training", "episode", "run", "tasks"};
        for (const auto& metric : EpisodeMetric::GetAll())
        {
            all.emplace_back(metric.name);
        }
        return all;
    }();
    return names;
}

/**
 * @param names of columns
 * @param name a name
 * @return whether it is among them
 */
bool
Has(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

/**
 * @param fixed names of columns
 * @param figures names of those that follow
 * @return a header with its end of line
 */
std::string
MakeHeader(const std::vector<std::string>& fixed, const std::vector<std::string>& figures)
{
    std::string header;
    for (const auto* names : {&fixed, &figures})
    {
        for (const auto& name : *names)
        {
            header += (header.empty() ? "" : ",") + CsvText::Field(name);
        }
    }
    return header + '\n';
}

/**
 * @param record an episode
 * @param columns names of the columns of figures
 * @return its row with its end of line
 */
std::string
MakeRow(const std::string& record, const std::vector<std::string>& columns)
{
    const auto figures = TrainingTable::GetFigures(record);
    std::string row = record.substr(0, record.rfind(','));
    for (const auto& column : columns)
    {
        const auto own = std::find_if(figures.begin(), figures.end(), [&](const auto& figure) {
            return figure.first == column;
        });
        row += ',' + (own == figures.end() ? std::string() : own->second);
    }
    return row + '\n';
}

/**
 * @brief A file that no other process of the table changes as long as this object lives.
 */
class LockedFile
{
  public:
    /**
     * @param path of the file
     */
    explicit LockedFile(const std::string& path)
        : m_path(path),
          m_file(open(path.c_str(), O_RDWR | O_CLOEXEC))
    {
        while (m_file >= 0 && flock(m_file, LOCK_EX) != 0 && errno == EINTR)
        {
        }
        if (m_file < 0)
        {
            Fail();
        }
    }

    ~LockedFile()
    {
        close(m_file);
    }

    LockedFile(const LockedFile&) = delete;
    LockedFile& operator=(const LockedFile&) = delete;

    /**
     * @return its first line, without the end of line
     */
    std::string ReadHeader() const
    {
        std::string text;
        std::size_t end = std::string::npos;
        while (end == std::string::npos && ReadMore(text))
        {
            end = text.find('\n');
        }
        return text.substr(0, end);
    }

    /**
     * @return all of it
     */
    std::string ReadAll() const
    {
        std::string text;
        while (ReadMore(text))
        {
        }
        return text;
    }

    /**
     * @param text to write
     * @param at place; -1: the end
     */
    void Write(const std::string& text, off_t at) const
    {
        at = at < 0 ? lseek(m_file, 0, SEEK_END) : at;
        for (std::size_t done = 0; done < text.size();)
        {
            const ssize_t n = pwrite(m_file,
                                     text.data() + done,
                                     text.size() - done,
                                     at + static_cast<off_t>(done));
            if (n < 0 && errno != EINTR)
            {
                Fail();
            }
            done += n > 0 ? n : 0;
        }
    }

  private:
    /**
     * @param [in,out] text what was read from the beginning; gets more
     * @return false at the end
     */
    bool ReadMore(std::string& text) const
    {
        std::string buffer(4096, '\0');
        ssize_t n = -1;
        do
        {
            n = pread(m_file, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
        } while (n < 0 && errno == EINTR);
        if (n < 0)
        {
            Fail();
        }
        text.append(buffer, 0, n);
        return n > 0;
    }

    /// Tells why the file cannot be used.
    [[noreturn]] void Fail() const
    {
        throw InferenceInputError(m_path, "", std::strerror(errno), "a file that can be written");
    }

    std::string m_path; //!< of the file
    int m_file;         //!< descriptor
};

} // namespace

TrainingTable::TrainingTable(const std::string& path)
    : m_path(path)
{
}

std::string
TrainingTable::GetHeader()
{
    return MakeHeader(GetFixed(), {});
}

TrainingTable::Figures
TrainingTable::GetFigures(const std::string& record)
{
    const std::size_t comma = record.rfind(',');
    const std::size_t begin = comma == std::string::npos ? record.size() : comma + 1;
    std::istringstream cell(record.substr(begin, record.find('\n', begin) - begin));
    Figures figures;
    for (std::string pair; std::getline(cell, pair, ';');)
    {
        const std::size_t equals = std::min(pair.rfind('='), pair.size());
        const std::string name = pair.substr(0, equals);
        figures.emplace_back(Has(GetFixed(), name) ? "learner." + name : name,
                             pair.substr(std::min(equals + 1, pair.size())));
    }
    return figures;
}

std::string
TrainingTable::MakeCsv(const std::vector<std::string>& records)
{
    std::vector<std::string> columns;
    for (const auto& record : records)
    {
        for (const auto& [name, value] : GetFigures(record))
        {
            if (!Has(columns, name))
            {
                columns.push_back(name);
            }
        }
    }
    std::string csv = MakeHeader(GetFixed(), columns);
    for (const auto& record : records)
    {
        csv += MakeRow(record, columns);
    }
    return csv;
}

std::vector<std::pair<std::string, double>>
TrainingTable::GetScalars(const std::string& record)
{
    std::vector<std::pair<std::string, double>> scalars;
    const auto add = [&](const std::string& name, const std::string& text) {
        if (!text.empty())
        {
            scalars.emplace_back(name, std::strtod(text.c_str(), nullptr));
        }
    };
    // What stands before the tasks says which episode it is. The name of a policy comes first.
    std::istringstream cells(record.substr(0, record.rfind(',')));
    std::vector<std::string> texts;
    for (std::string cell; std::getline(cells, cell, ',');)
    {
        texts.push_back(cell);
    }
    const auto& names = GetFixed();
    texts.resize(std::max(texts.size(), names.size()));
    const std::size_t first = std::find(names.begin(), names.end(), "tasks") - names.begin();
    for (std::size_t i = first; i < names.size(); ++i)
    {
        add("training/" + names[i], texts[texts.size() - names.size() + i]);
    }
    for (const auto& [name, text] : GetFigures(record))
    {
        add("learner/" + name, text);
    }
    return scalars;
}

void
TrainingTable::Append(const std::string& record) const
{
    const LockedFile file(m_path);
    std::istringstream header(file.ReadHeader());
    std::vector<std::string> columns;
    std::size_t number = 0;
    for (std::string name; std::getline(header, name, ','); ++number)
    {
        if (number >= GetFixed().size())
        {
            columns.push_back(name);
        }
    }
    const std::size_t before = columns.size();
    for (const auto& [name, value] : GetFigures(record))
    {
        if (!Has(columns, name))
        {
            columns.push_back(name);
        }
    }
    if (columns.size() > before)
    {
        std::istringstream rows(file.ReadAll());
        std::string text = MakeHeader(GetFixed(), columns);
        std::string row;
        std::getline(rows, row);
        while (std::getline(rows, row))
        {
            text += row + std::string(columns.size() - before, ',') + '\n';
        }
        file.Write(text, 0);
    }
    file.Write(MakeRow(record, columns), -1);
}

} // namespace ns3
