// SPDX-License-Identifier: GPL-2.0-only

#include "csv-lines.h"

#include "input-file.h"
#include "input-text.h"

#include <algorithm>
#include <sstream>

namespace ns3
{

void
ReadCsvLines(const std::string& path,
             const std::string& expected,
             const std::function<void(const CsvLine& line)>& visit)
{
    std::istringstream in(InputFile::Read(path, expected));
    std::string text;
    for (std::size_t number = 1; std::getline(in, text); ++number)
    {
        const bool hasMark = number == 1 && text.compare(0, 3, "\xEF\xBB\xBF") == 0;
        CsvLine line{number, InputText::Trim(hasMark ? text.substr(3) : text), {}};
        if (line.text.empty() || line.text[0] == '#')
        {
            continue;
        }
        line.fields = InputText::Split(line.text, ',');
        std::transform(line.fields.begin(),
                       line.fields.end(),
                       line.fields.begin(),
                       InputText::Trim);
        visit(line);
    }
}

} // namespace ns3
