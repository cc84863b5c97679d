using System.CommandLine.Help;
using Streaming.Server.Commands.Backup;
using Streaming.Server.Commands.Client;
using Streaming.Server.Commands.Doctor;
using Streaming.Server.Commands.Jobs;
using Streaming.Server.Commands.Settings;
using Streaming.Server.Commands.Tokens;

namespace Streaming.Server.Commands;

/// <summary>
/// The root of the command line, which contains all commands. If the command line names no command, the program starts the server.
/// </summary>
internal sealed class RootOfCommands : AppCommand
{
    private const int HelpWidth = 100;

    public RootOfCommands()
        : base(CommandLine.Name,
            "A self-hosted streaming server. Without a command, it starts the server. Settings follow as --Key value, such as " +
            "--Urls http://localhost:5001 --Storage:Path data/streaming.db.")
    {
        TakesSettings = true;
        Add(new HelpOption { Description = "Show this help.", Recursive = true, Action = new HelpAction { MaxWidth = HelpWidth } });
        Add(VersionAction.Option());
        Add(new ServeCommand());
        Add(new WorkerCommand());
        Add(new MigrateCommand());
        Add(new ConfigCommand());
        Add(new TokenCommand());
        Add(new TopicsCommand());
        Add(new PublishCommand());
        Add(new FollowCommand());
        Add(new HistoryCommand());
        Add(new JobsCommand());
        Add(new BackupCommand());
        Add(new RestoreCommand());
        Add(new DoctorCommand());
        Add(new HealthCommand());
        Add(new CompletionsCommand());
        Add(new CompleteCommand());
        RunHost(ServeCommand.RunAsync);
    }
}
