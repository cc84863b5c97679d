using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Tests.Support;

/// <summary>The stores as they are, without a server around them.</summary>
internal static class Stores
{
    /// <summary>A log in memory; policies say how much it keeps.</summary>
    public static MemoryTopicLog Memory(params TopicPolicy[] policies)
    {
        var options = new TopicOptions();
        foreach (var policy in policies)
            options.Policies.Add(policy);
        return new MemoryTopicLog(new TopicPolicies(Options.Create(options)));
    }

    /// <summary>A log on the file of a folder, as one process of its own would have it. Not started yet.</summary>
    public static SqliteTopicLog Sqlite(TemporaryFolder folder) => Sqlite(folder, new OwnTransactions());

    /// <summary>The same, with the list of its own transactions that its bus needs.</summary>
    public static SqliteTopicLog Sqlite(TemporaryFolder folder, OwnTransactions ownTransactions) =>
        new(Database(folder), ownTransactions, Options.Create(new SqliteOptions()), NullLogger<SqliteTopicLog>.Instance);

    /// <summary>The bus of the process that has these transactions.</summary>
    public static SqliteTopicBus Bus(TemporaryFolder folder, OwnTransactions ownTransactions) =>
        new(Database(folder), ownTransactions, Options.Create(new SqliteOptions { PollInterval = TimeSpan.FromMilliseconds(2) }));

    public static SqliteDatabase Database(TemporaryFolder folder) =>
        new(Options.Create(new SqliteOptions { Path = "topics.db" }), new HostingEnvironment { ContentRootPath = folder.Path },
            NullLogger<SqliteDatabase>.Instance);
}
