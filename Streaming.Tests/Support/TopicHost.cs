using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;

namespace Streaming.Tests.Support;

/// <summary>
/// The server's topics without HTTP: the registry, the writer of the log and retention, over a log of the test or in memory.
/// </summary>
internal sealed class TopicHost : IAsyncDisposable
{
    private readonly IHost _host;

    private TopicHost(IHost host, LogCollector logs)
    {
        _host = host;
        Logs = logs;
        Topics = host.Services.GetRequiredService<TopicRegistry>();
    }

    public TopicRegistry Topics { get; }

    public LogCollector Logs { get; }

    public RetentionService Retention => _host.Services.GetRequiredService<RetentionService>();

    public static Task<TopicHost> StartAsync(
        ITopicLog? log = null, TimeProvider? time = null, params (string Key, string Value)[] settings) =>
        StartAsync(log, time, bus: null, settings);

    /// <summary>With a bus that reports the appends of other nodes.</summary>
    public static Task<TopicHost> StartAsync(ITopicLog log, ITopicBus bus, params (string Key, string Value)[] settings) =>
        StartAsync(log, time: null, bus, settings);

    private static async Task<TopicHost> StartAsync(
        ITopicLog? log, TimeProvider? time, ITopicBus? bus, (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        var logs = new LogCollector();
        builder.Logging.AddProvider(logs);
        builder.Services.AddMetrics().AddSingleton(time ?? TimeProvider.System).AddTopics().AddMemoryTopics();
        if (log is null)
            builder.Services.AddMemoryStore();
        else
            builder.Services.AddSingleton(log);
        if (bus is not null)
            builder.Services.AddTopicBus<ManualBus>().AddSingleton(bus);
        builder.Services.AddNodes();
        var host = builder.Build();
        await host.StartAsync().OrTimeout();
        return new TopicHost(host, logs);
    }

    public Task<AppendResult> PublishAsync(string topic, params string[] texts) =>
        Topics.AppendAsync(new TopicName(topic), Appends.Of(topic, texts).Messages, key: null, part: null, CancellationToken.None)
            .OrTimeout();

    public Task<Subscription> SubscribeAsync(string topic, SubscriptionStart start) =>
        Topics.SubscribeAsync(new TopicName(topic), start, CancellationToken.None).OrTimeout();

    public Task StopAsync() => _host.StopAsync().OrTimeout();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().OrTimeout();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync().OrTimeout();
        Logs.ThrowIfUnexpected();
    }
}
