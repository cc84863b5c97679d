using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

/// <summary>Tests that a wrong option prevents the start, with its key and the allowed values.</summary>
public sealed class OptionsTests
{
    [Theory]
    [InlineData("Topics:RingMessages", "15", "*Topics:RingMessages is 15; give 16 to 1000000.*")]
    [InlineData("Topics:RingMessages", "many", "*Topics:RingMessages is 'many'; give a whole number.*")]
    [InlineData("Topics:RingBytes", "65535", "*RingBytes*65536*")]
    [InlineData("Topics:AppendQueue", "0", "*AppendQueue*1*1000000*")]
    [InlineData("Topics:RetentionInterval", "00:00:00", "*Topics:RetentionInterval is 0s; give a time from 1s to 1d*")]
    [InlineData("Topics:IdleTime", "2.00:00:00", "*Topics:IdleTime is 2d*1d*")]
    [InlineData("Topics:Policies:0:Match", "a b", "*Topics:Policies:0:Match is 'a b'*such as 'room:*")]
    [InlineData("Topics:Policies:0:Store", "disk", "*Topics:Policies:0:Store is 'disk'; give log or memory.*")]
    [InlineData("Topics:Policies:0:MaxMessages", "many", "*Topics:Policies:0:MaxMessages*")]
    [InlineData("Topics:Policies:0:MaxAge", "soon", "*Topics:Policies:0:MaxAge is 'soon'; give a time, such as*15s*")]
    [InlineData("Topics:Policies:0:Store", "7", "*Topics:Policies:0:Store is '7'; give log or memory.*")]
    [InlineData("Topics:Policies:0:MaxMessages", "0", "*Topics:Policies:0:MaxMessages is 0*at least 1*")]
    [InlineData("Topics:Policies:0:MaxAge", "-00:00:01", "*Topics:Policies:0:MaxAge is -1s*above zero*")]
    [InlineData("Topics:Policies:0:MaxMessageBytes", "0", "*Topics:Policies:0:MaxMessageBytes is 0*1 to 16777216*")]
    [InlineData("Topics:Policies:0:MaxMessageBytes", "16777217", "*Topics:Policies:0:MaxMessageBytes*1 to 16777216*")]
    [InlineData("Publishing:MaxBatchBytes", "1023", "*MaxBatchBytes*1024*")]
    [InlineData("Publishing:MaxBatchMessages", "0", "*MaxBatchMessages*1*100000*")]
    [InlineData("Storage:Provider", "paper", "*Storage:Provider is 'paper'*'sqlite', 'postgresql' or 'memory'*")]
    [InlineData("Storage:Path", "", "*Path*required*")]
    [InlineData("Storage:Readers", "0", "*Readers*1*64*")]
    [InlineData("Storage:PollInterval", "00:02:00", "*PollInterval is 2m*1m*")]
    [InlineData("Storage:CompactionTime", "-00:00:01", "*CompactionTime is -1s*0s*")]
    [InlineData("Background:MaxTasks", "0", "*MaxTasks*1*1000000*")]
    [InlineData("Background:Concurrency", "0", "*Concurrency*1*1024*")]
    [InlineData("Background:TimeLimit", "02:00:00", "*Background:TimeLimit is 2h*1h*")]
    [InlineData("Background:DrainTime", "1.00:00:00", "*DrainTime*10m*")]
    [InlineData("Jobs:Concurrency", "-1", "*Concurrency*0*1000*")]
    [InlineData("Jobs:BlockingThreads", "0", "*BlockingThreads*1*256*")]
    [InlineData("Jobs:Priorities", "3-10", "*Jobs:Priorities is '3-10'*such as '5-9'*")]
    [InlineData("Jobs:Priorities", "", "*Jobs:Priorities is ''*")]
    [InlineData("Jobs:Lease", "00:00:00.1", "*Jobs:Lease is 100ms*500ms*")]
    [InlineData("Jobs:Attempts", "0", "*Attempts*1*100*")]
    [InlineData("Jobs:MaxBackoff", "00:00:00.5", "*Jobs:MaxBackoff*Jobs:Backoff*at least 1s*")]
    [InlineData("Jobs:KeepFor", "00:00:00", "*KeepFor*1s*")]
    [InlineData("Jobs:MaxArgumentBytes", "1", "*MaxArgumentBytes*1024*")]
    [InlineData("Jobs:Concurency", "1", "*Jobs:Concurency is not a setting; Jobs has Concurrency*")]
    [InlineData("Jobs:Places:export", "0", "*Jobs:Places:export is 0*1 to 1000*")]
    [InlineData("Webhooks:MaxWebhooks", "-1", "*MaxWebhooks*0*10000*")]
    [InlineData("Webhooks:Concurrency", "0", "*Concurrency*1*1000*")]
    [InlineData("Webhooks:Parallel", "65", "*Parallel*1*64*")]
    [InlineData("Webhooks:Batch", "1001", "*Batch*1*1000*")]
    [InlineData("Webhooks:MaxBackoff", "00:00:01", "*Webhooks:MaxBackoff*Webhooks:Backoff*at least 5s*")]
    [InlineData("Webhooks:DisableAfter", "00:00:00", "*DisableAfter*1ms*")]
    [InlineData("Webhooks:SecretOverlap", "31.00:00:00", "*SecretOverlap*30d*")]
    [InlineData("Webhooks:Timeout", "00:06:00", "*Timeout*5m*")]
    [InlineData("Webhooks:Linger", "00:02:00", "*Linger*1m*")]
    [InlineData("Webhooks:LookInterval", "00:00:00", "*LookInterval*100ms*")]
    [InlineData("Sse:Heartbeat", "15x",
        "*Sse:Heartbeat is '15x'; give a time from 10ms to 1h, such as*15s*a number without a unit is in s.*")]
    [InlineData("Sse", "15", "*Sse is not a value; set Sse:Heartbeat*")]
    [InlineData("Sse:Heartbeat:Seconds", "15", "*Sse:Heartbeat is a single value*")]
    [InlineData("Outbound:Breaker:Pause", "1ms", "*Outbound:Breaker:Pause is 1ms; give a time from 500ms to 1h.*")]
    [InlineData("Outbound:AllowedNetworks", "127.0.0.1", "*Outbound:AllowedNetworks is a list; set Outbound:AllowedNetworks:0*")]
    [InlineData("Access:Limits:KeepAlive", "0", "*Access:Limits:KeepAlive is 0s; give a time from 1s to 1h.*")]
    [InlineData("Access:Open", "yes", "*Access:Open is 'yes'; give true or false.*")]
    [InlineData("Webhooks:KeepDeliveries", "0", "*KeepDeliveries*1*100000*")]
    public async Task A_wrong_option_prevents_the_start_and_is_named_with_the_allowed_values(string key, string value, string message)
    {
        var start = async () =>
        {
            await using var server = await TestServer.StartAsync(
                [.. key == TestStore.Sqlite.Key ? [] : ((string, string)[])[TestStore.Sqlite], (key, value)]);
        };
        (await start.Should().ThrowAsync<Exception>()).WithMessage(message);
    }

    [Fact]
    public async Task A_memory_topic_keeps_at_most_a_million_messages()
    {
        var start = () => TestServer.StartAsync(("Topics:Policies:0:Store", "memory"), ("Topics:Policies:0:MaxMessages", "1000001"));
        await start.Should().ThrowAsync<Exception>().WithMessage("*Topics:Policies:0:MaxMessages*at most 1000000*");
    }

    [Fact]
    public async Task All_wrong_options_are_reported_together()
    {
        var start = () => TestServer.StartAsync(("Topics:Policies:0:MaxMessages", "0"), ("Topics:Policies:1:MaxAge", "00:00:00"));
        await start.Should().ThrowAsync<Exception>().WithMessage("*Policies:0:MaxMessages*Policies:1:MaxAge*");
    }
}
