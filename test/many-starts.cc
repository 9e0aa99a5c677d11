// SPDX-License-Identifier: GPL-2.0-only

/**
 * @file
 * @ingroup edge-inference
 *
 * Starts the quickstart and edge-inference-run many times, for scripts that look at hundreds of
 * wrong arguments: loading LibTorch takes longer than refusing one. Every start is a process of its
 * own, forked from this one, with the program's own main(), arguments, folder and exit status; what
 * a script would see of the program itself it sees here.
 *
 * Requests come on the standard input as fields that end with a zero byte: process number of who
 * asks, folder, seconds after which the program counts as one that hangs, path of the program,
 * number of arguments, arguments. The program writes to the descriptors 5 and 6 of who asks.
 * The answer is a line with the exit status, 128 + the signal for one that was killed; 142
 * (SIGALRM) for one that hung. test/end-to-end/common.bash has the other side.
 */

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <iostream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

// main() of the programs, which the build renames.
int QuickstartMain(int argc, char* argv[]);
int RunMain(int argc, char* argv[]);

namespace
{

/**
 * @param field gets the next field of a request
 * @return false at the end of the input
 */
bool
ReadField(std::string& field)
{
    return static_cast<bool>(std::getline(std::cin, field, '\0'));
}

/**
 * @brief Ends a process that cannot begin.
 * @param what what could not be done
 */
[[noreturn]] void
GiveUp(const std::string& what)
{
    std::perror(("many-starts: " + what).c_str());
    _exit(125);
}

/**
 * @brief Lets a descriptor of this process be another process's.
 * @param pid the other process
 * @param theirs its number there
 * @param descriptor its number here
 */
void
Share(const std::string& pid, int theirs, int descriptor)
{
    const std::string path = "/proc/" + pid + "/fd/" + std::to_string(theirs);
    const int file = open(path.c_str(), O_WRONLY);
    if (file < 0 || dup2(file, descriptor) < 0)
    {
        GiveUp(path);
    }
    close(file);
}

} // namespace

int
main()
{
    std::string pid;
    std::string folder;
    std::string limit;
    std::string count;
    while (ReadField(pid) && ReadField(folder) && ReadField(limit))
    {
        std::string program;
        ReadField(program);
        std::vector<std::string> arguments{program};
        ReadField(count);
        for (int i = std::stoi(count); i > 0; --i)
        {
            arguments.emplace_back();
            ReadField(arguments.back());
        }
        const pid_t child = fork();
        if (child == 0)
        {
            const int nothing = open("/dev/null", O_RDONLY);
            if (chdir(folder.c_str()) != 0 || nothing < 0 || dup2(nothing, 0) < 0)
            {
                GiveUp(folder);
            }
            close(nothing);
            // Not 1, which is the pipe of requests while the shell writes this one.
            Share(pid, 5, 1);
            Share(pid, 6, 2);
            alarm(std::stoi(limit)); // clock: a guard against programs that hang
            std::vector<char*> words;
            for (std::string& argument : arguments)
            {
                words.push_back(argument.data());
            }
            words.push_back(nullptr);
            const bool quickstart = program.find("quickstart") != std::string::npos;
            // As after main(): what is registered for the end of a program runs.
            std::exit((quickstart ? QuickstartMain : RunMain)(static_cast<int>(arguments.size()),
                                                              words.data()));
        }
        int status = 0;
        if (child < 0 || waitpid(child, &status, 0) != child)
        {
            return 1;
        }
        std::cout << (WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status))
                  << std::endl;
    }
    return 0;
}
