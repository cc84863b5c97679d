using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public sealed class TrimDuringDeletionTests
{
    [Fact]
    public async Task Messages_of_a_topic_that_begins_again_meanwhile_are_not_reported_as_deleted()
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddSingleton<ITopicLog>(
                provider => new FailingLog(provider.GetRequiredService<SqliteTopicLog>())),
            folder: null, TestStore.Sqlite);
        var last = (await server.Client.PublishAsync("news", "1")).GetProperty("last").GetString();
        ((FailingLog)server.Get<ITopicLog>()).BeforeTrim = async () =>
        {
            await server.Get<TopicRegistry>().DeleteAsync(new TopicName("news"), CancellationToken.None);
            await server.Client.PublishAsync("news", "new");
        };

        using var trimmed = await server.Client.DeleteAsync($"/topics/news/messages?before={last}").OrTimeout();

        (await trimmed.ProblemAsync(HttpStatusCode.Conflict)).Should().Contain("begun again, or has another epoch");
        (await server.Client.GetJsonAsync("/topics/news")).GetProperty("count").GetInt32().Should().Be(1);
    }
}
