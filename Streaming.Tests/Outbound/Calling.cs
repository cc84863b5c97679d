using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Outbound;
using Streaming.Tests.Support;

namespace Streaming.Tests.Outbound;

/// <summary>
/// The caller of other servers with its whole pipeline, on a clock of the test's own. Loopback is allowed, but for what the test takes
/// away.
/// </summary>
internal sealed class Calling : IHostResolver, IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Calling(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create("Outbound:AllowedNetworks:0", (string?)"127.0.0.0/8")])
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build());
        services.AddLogging().AddMetrics().AddSingleton<TimeProvider>(Time).AddOutbound();
        services.Replace(ServiceDescriptor.Singleton<IHostResolver>(this));
        _services = services.BuildServiceProvider();
        Caller = _services.GetRequiredService<IOutboundCaller>();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public IOutboundCaller Caller { get; }

    /// <summary>What names resolve to; each call gives the next of them.</summary>
    public Func<string, IReadOnlyList<IPAddress>> Resolve { get; set; } = _ => [IPAddress.Loopback];

    /// <summary>How many names were resolved.</summary>
    public int Resolutions { get; private set; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<OutboundResponse> GetAsync(Uri url) => SendAsync(new OutboundRequest { Url = url });

    public Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation = default) =>
        Caller.SendAsync(request, cancellation).OrTimeout();

    /// <summary>A call that must have no answer.</summary>
    public async Task<OutboundException> FailAsync(OutboundRequest request) =>
        (await FluentActions.Awaiting(() => SendAsync(request)).Should().ThrowAsync<OutboundException>()).Which;

    public Task<OutboundException> FailAsync(Uri url) => FailAsync(new OutboundRequest { Url = url });

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        Resolutions++;
        return Task.FromResult(Resolve(host));
    }

    /// <summary>What an instrument says now; those that count are summed up from here on.</summary>
    public long Measure(string instrument)
    {
        long value = 0;
        using var listener = new MeterListener { InstrumentPublished = (each, to) => Listen(each, to, instrument) };
        listener.SetMeasurementEventCallback<int>((_, measured, _, _) => value = measured);
        listener.Start();
        listener.RecordObservableInstruments();
        return value;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private void Listen(Instrument instrument, MeterListener listener, string name)
    {
        // Other tests' meters have the same name.
        if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, Get<IMeterFactory>()))
            listener.EnableMeasurementEvents(instrument);
    }
}
