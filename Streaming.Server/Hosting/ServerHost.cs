using Streaming.Server.Http;
using Streaming.Server.Transports.HttpApi;

namespace Streaming.Server.Hosting;

/// <summary>Runs a server or a worker process until it stops. If the process cannot start, explains the reason in one sentence.</summary>
internal static class ServerHost
{
    /// <summary>Runs the server until it stops, and returns the exit code of the program.</summary>
    /// <param name="settings">The settings of the server, in the form in which ASP.NET Core reads them from a command line.</param>
    /// <param name="error">The output for the sentence that explains why the server does not start.</param>
    public static Task<int> RunAsync(string[] settings, TextWriter error) => ExplainAsync("server", error, async () =>
    {
        SocketThreads.Use();
        await using var app = Build(settings);
        app.MapStreaming();
        await app.RunAsync();
    });

    /// <summary>Runs a worker process until it stops, and returns the exit code of the program.</summary>
    /// <param name="settings">
    /// The settings of the server, in the form in which ASP.NET Core reads them from a command line. They include the options of a worker.
    /// </param>
    /// <param name="error">The output for the sentence that explains why the worker does not start.</param>
    public static Task<int> RunWorkerAsync(string[] settings, TextWriter error) => ExplainAsync("worker", error, () =>
        StreamingWorker.RunAsync(settings, static services => services.AddSystemdNotifier().AddSectionCheck(), ContentRoot.Of(settings)));

    /// <summary>Creates the builder for a server, or for a command that reads the configuration of a server.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] settings)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = settings, ContentRootPath = ContentRoot.Of(settings) });
        ShippedSettings.Add(builder.Configuration, settings);
        return builder;
    }

    private static WebApplication Build(string[] settings)
    {
        var builder = CreateBuilder(settings);
        // Before anything else: a missing setting, such as a key, may be there in a misspelt section.
        MisspeltSections.Refuse(builder.Configuration);
        HostSettings.Check(builder.Configuration, builder.Environment.ContentRootPath);
        builder.Services.AddSystemdNotifier();
        var onBuilt = StartFailure.SuppressHostLogging(builder.Logging);
        builder.Services.AddSingleton(ProgramCommand.Current());
        builder.AddStreaming();
        builder.Services.AddPublishFastPath();
        builder.Services.AddHostedService<MemoryReturn>();
        var app = builder.Build();
        onBuilt(app.Lifetime);
        return app;
    }

    private static async Task<int> ExplainAsync(string program, TextWriter error, Func<Task> run)
    {
        try
        {
            await run();
            return Environment.ExitCode;
        }
        catch (Exception e)
        {
            // Prints a configuration error as one message. Any other exception is a fault of the program and is printed with its stack
            // trace.
            await error.WriteLineAsync($"The {program} does not start. {StartFailure.Explain(e) ?? e.ToString()}");
            return 1;
        }
    }
}
