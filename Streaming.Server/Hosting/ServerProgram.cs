using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Runs the command line of the server program. The entry points of <c>Streaming.Server</c> and of the tool <c>streaming</c> call it.
/// </summary>
internal static class ServerProgram
{
    /// <summary>Runs the command that the arguments name, and returns the exit code of the program.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is ["migrate", ..])
            return await MigrationProgram.RunAsync(args[1..]);

        if (CommandLine.IsHelpRequested(args))
        {
            await Console.Out.WriteLineAsync(CommandLine.Usage);
            return 0;
        }

        var isWorker = args is ["worker", ..];
        var rest = isWorker ? args[1..] : args;
        if (CommandLine.UnknownWord(rest) is { } word)
        {
            await Console.Error.WriteLineAsync($"Unknown command '{word}'. Known commands:{Environment.NewLine}{CommandLine.Usage}");
            return 1;
        }

        try
        {
            await (isWorker ? RunWorkerAsync(rest) : RunServerAsync(rest));
            return Environment.ExitCode;
        }
        catch (Exception e)
        {
            // Prints a configuration error as one message. Any other exception is a fault of the program and is printed with its stack
            // trace.
            await Console.Error.WriteLineAsync(
                $"The {(isWorker ? "worker" : "server")} does not start. {StartFailure.Explain(e) ?? e.ToString()}");
            return 1;
        }
    }

    /// <summary>Runs the server until it receives a stop signal.</summary>
    /// <param name="args">The settings of the command line, such as <c>--Urls http://localhost:5001</c>.</param>
    internal static async Task RunServerAsync(string[] args)
    {
        SocketThreads.Use();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot.Of(args) });
        ShippedSettings.AddIfMissing(builder.Configuration, args);
        builder.Services.AddSystemdNotifier();
        var onBuilt = StartFailure.SuppressHostLogging(builder.Logging);
        builder.AddStreaming();
        var app = builder.Build();
        onBuilt(app.Lifetime);
        app.MapStreaming();
        await app.RunAsync();
    }

    /// <summary>Runs a worker until it receives a stop signal.</summary>
    /// <param name="args">The settings of the command line, such as <c>--concurrency 20</c>.</param>
    internal static Task RunWorkerAsync(string[] args) =>
        StreamingWorker.RunAsync(args, static services => services.AddSystemdNotifier(), ContentRoot.Of(args));
}
