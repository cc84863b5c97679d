using System.CommandLine;
using Microsoft.Data.Sqlite;
using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Hosting;
using Streaming.Server.Storage.Migration;

namespace Streaming.Server.Commands;

/// <summary>The command <c>migrate</c>, which copies the SQLite file of a stopped server into a PostgreSQL database.</summary>
internal sealed class MigrateCommand : AppCommand
{
    private readonly Option<string> _from = new("--from")
    {
        Description = "The SQLite file. A relative path starts where Storage:Path starts, in the folder of appsettings.json.",
        HelpName = "PATH",
    };

    private readonly Option<string> _files = new("--files")
    {
        Description = "The folder with the files of jobs (default: the PATH of --from with '-files' at its end, where backup copies " +
            "them, if it exists, otherwise 'files' beside the SQLite file). Not allowed if Jobs:Files is set, since the files then stay " +
            "in that folder.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Delete what the database contains. Otherwise a database that is not empty is refused.",
    };

    public MigrateCommand()
        : base("migrate",
            "Copy everything from the SQLite file of a stopped server into the PostgreSQL database ConnectionStrings:Streaming: topics " +
            "with their messages, jobs, schedules, webhooks, idempotency keys, and the files of jobs. Positions that clients hold stay " +
            "valid. The file is not changed, and an aborted copy leaves the database unchanged.")
    {
        TakesSettings = true;
        Add(_from);
        Add(_files);
        Add(_replace);
        Run(RunAsync);
    }

    private async Task<int> RunAsync(CommandContext context)
    {
        if (context.Get(_from) is not { Length: > 0 } from)
            throw CommandException.Usage("The SQLite file is missing; give it, such as migrate --from data/streaming.db.");
        try
        {
            await CopyAsync(context, new MigrationOptions(from, context.Get(_files), context.Get(_replace)));
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (context.Cancellation.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync(
                $"{Environment.NewLine}The migration was cancelled. The database and the file are unchanged.");
            return ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is not BrokenPipeException)
        {
            throw new CommandException($"{Environment.NewLine}The migration failed. {Explain(e)}", inner: e);
        }
    }

    private static async Task CopyAsync(CommandContext context, MigrationOptions options)
    {
        var builder = ServerHost.CreateBuilder(context.Settings);
        MisspeltSections.Refuse(builder.Configuration);
        // The console shows only the progress of the migration. Warnings are not shown, because the first start of the server after the
        // migration logs the same warnings.
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System).AddMigration();
        await using var app = builder.Build();
        var plan = options.Plan(builder.Environment.ContentRootPath, builder.Configuration["Jobs:Files"]);
        await app.Services.GetRequiredService<StoreMigration>().RunAsync(
            plan, context.Out, context.Terminal.IsOutputTerminal, context.Cancellation);
    }

    private static string Explain(Exception exception) => exception switch
    {
        _ when StartFailure.Explain(exception) is { } sentence => sentence,
        SqliteException =>
            $"The file (--from) cannot be read: {exception.Message.TrimEnd('.')}. It may be damaged: restore it from a backup. " +
            "The database is unchanged.",
        NpgsqlException or IOException or UnauthorizedAccessException =>
            $"{exception.Message.TrimEnd('.')}. The database and the file are unchanged.",
        _ => exception.ToString(),
    };
}
