using Streaming.Server.Hosting;

namespace Streaming.Server.Commands;

/// <summary>The command <c>serve</c>, which starts the server.</summary>
internal sealed class ServeCommand : AppCommand
{
    public ServeCommand()
        : base("serve", "Start the server, as the program does without a command.")
    {
        TakesSettings = true;
        RunHost(RunAsync);
    }

    public static Task<int> RunAsync(CommandContext context) => ServerHost.RunAsync(context.Settings, context.Error);
}
