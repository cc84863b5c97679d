using System.Runtime.InteropServices;
using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Migration;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Server.Hosting;

/// <summary>Runs the command <c>migrate</c>, which copies the SQLite file of a stopped server into a PostgreSQL database.</summary>
internal static class MigrationProgram
{
    public const string Usage = """
        dotnet run --project Streaming.Server -- migrate --from data/streaming.db

        Copies everything from the SQLite file of a stopped server into the PostgreSQL database ConnectionStrings:Streaming: topics with
        their messages, jobs, schedules, webhooks, idempotency keys, and the files of jobs. Positions that clients hold stay valid. The
        file is not changed. An aborted copy leaves the database unchanged.

          --from PATH     the SQLite file; a relative path starts where Storage:Path starts, in the folder of appsettings.json
          --files PATH    the folder with the files of jobs (default: 'files' beside the SQLite file). If Jobs:Files is set, files stay
                          in that folder, and the option is not allowed
          --replace       deletes what the database contains; otherwise a database that is not empty is refused

        Settings follow as --Key value, such as --ConnectionStrings:Streaming 'Host=localhost;Database=streaming;Username=streaming'.
        Exit codes: 0 after the copy, 1 after a refusal or an error, 130 after Ctrl+C or SIGTERM.
        """;

    private const int Cancelled = 130;

    /// <summary>Runs the command <c>migrate</c>, and returns the exit code of the program.</summary>
    /// <param name="args">The command-line arguments that follow the word <c>migrate</c>.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (CommandLine.IsHelpRequested(args))
        {
            await Console.Out.WriteLineAsync(Usage);
            return 0;
        }

        using var cancelling = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            await RunAsync(args, cancelling.Token);
            return 0;
        }
        catch (OperationCanceledException) when (cancelling.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync(
                $"{Environment.NewLine}The migration was cancelled. The database and the file are unchanged.");
            return Cancelled;
        }
        catch (Exception e)
        {
            await Console.Error.WriteLineAsync($"{Environment.NewLine}The migration failed. {Explain(e)}");
            return 1;
        }

        void Cancel(PosixSignalContext context)
        {
            context.Cancel = true;
            cancelling.Cancel();
        }
    }

    private static async Task RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var options = MigrationOptions.Parse(args);
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions { Args = options.Settings, ContentRootPath = ContentRoot.Of(options.Settings) });
        ShippedSettings.AddIfMissing(builder.Configuration, options.Settings);
        // The console shows only the progress of the migration. Warnings are not shown, because the first start of the server after the
        // migration logs the same warnings.
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddMigration();
        await using var app = builder.Build();
        var plan = options.Plan(builder.Environment.ContentRootPath, builder.Configuration["Jobs:Files"]);
        await app.Services.GetRequiredService<StoreMigration>().RunAsync(
            plan, Console.Out, !Console.IsOutputRedirected, cancellationToken);
    }

    private static string Explain(Exception exception) => exception switch
    {
        _ when StartFailure.Explain(exception) is { } sentence => sentence,
        NpgsqlException or IOException or UnauthorizedAccessException =>
            $"{exception.Message.TrimEnd('.')}. The database and the file are unchanged.",
        _ => exception.ToString(),
    };
}
