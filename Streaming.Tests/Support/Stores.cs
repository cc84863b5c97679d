using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Tests.Support;

/// <summary>Creates stores without a server.</summary>
internal static class Stores
{
    /// <summary>Creates a log in memory, whose policies limit the number of kept messages.</summary>
    public static MemoryTopicLog Memory(params TopicPolicy[] policies)
    {
        var options = new TopicOptions();
        foreach (var policy in policies)
            options.Policies.Add(policy);
        return new MemoryTopicLog(new TopicPolicies(Options.Create(options)));
    }

    /// <summary>Creates a log on the database file of a folder, as a separate process would have it. The log is not started.</summary>
    public static SqliteTopicLog Sqlite(TemporaryFolder folder) => Sqlite(folder, new OwnTransactions());

    /// <summary>
    /// Creates a log on the database file of a folder, with the list of the process's own transactions, which a bus needs. The log is not
    /// started.
    /// </summary>
    public static SqliteTopicLog Sqlite(TemporaryFolder folder, OwnTransactions ownTransactions) =>
        new(Database(folder), ownTransactions, Options.Create(new SqliteOptions()), TimeProvider.System,
            NullLogger<SqliteTopicLog>.Instance);

    /// <summary>Creates the bus (which reports appends of other processes) for the process with this list of transactions.</summary>
    public static SqliteTopicBus Bus(TemporaryFolder folder, OwnTransactions ownTransactions) =>
        new(Database(folder), ownTransactions, Options.Create(new SqliteOptions { PollInterval = TimeSpan.FromMilliseconds(2) }));

    public static SqliteDatabase Database(TemporaryFolder folder) =>
        new(Options.Create(new SqliteOptions { Path = "topics.db" }), new HostingEnvironment { ContentRootPath = folder.Path },
            TimeProvider.System, NullLogger<SqliteDatabase>.Instance);
}
