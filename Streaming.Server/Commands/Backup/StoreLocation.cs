using Microsoft.Extensions.Options;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Hosting;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Commands.Backup;

/// <summary>Names the places in which a server with the given settings keeps its data.</summary>
/// <param name="Database">The full path of the SQLite file of the server.</param>
/// <param name="Files">The full path of the folder for the files that jobs write.</param>
internal sealed record StoreLocation(string Database, string Files)
{
    /// <summary>Reads the places of the data from the configuration of the server.</summary>
    /// <param name="settings">The settings of the server, in the form in which ASP.NET Core reads them from a command line.</param>
    /// <param name="command">The name of the command, for the error message if the store of the server is not SQLite.</param>
    /// <param name="instead">The program that the error message recommends for a server with PostgreSQL.</param>
    /// <exception cref="CommandException">The settings are not valid, or they select another store than SQLite.</exception>
    public static StoreLocation Of(string[] settings, string command, string instead)
    {
        try
        {
            var builder = ServerHost.CreateBuilder(settings);
            MisspeltSections.Refuse(builder.Configuration);
            var provider = builder.Configuration["Storage:Provider"];
            if ("postgresql".Equals(provider, StringComparison.OrdinalIgnoreCase))
                throw new CommandException($"The server stores its data in PostgreSQL (Storage:Provider), which has its own tool: use " +
                    $"{instead}. '{CommandLine.Name} {command}' is for SQLite.");
            if ("memory".Equals(provider, StringComparison.OrdinalIgnoreCase))
                throw new CommandException("The server keeps its data in memory only (Storage:Provider), so that there is nothing to do.");
            builder.Services.AddSection<SqliteOptions>("Storage");
            builder.Services.AddSection<JobOptions>("Jobs");
            builder.Services.AddSingleton<DataFolder>().AddSingleton<JobFolder>();
            using var app = builder.Build();
            var file = app.Services.GetRequiredService<IOptions<SqliteOptions>>().Value.Path;
            return new StoreLocation(
                Path.GetFullPath(Path.Combine(builder.Environment.ContentRootPath, file)),
                app.Services.GetRequiredService<JobFolder>().Folder);
        }
        catch (Exception e) when (e is not CommandException && StartFailure.Explain(e) is { } sentence)
        {
            throw new CommandException(sentence, inner: e);
        }
    }
}
