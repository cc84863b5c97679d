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
/// The caller of other servers with its whole pipeline, on a clock that the test moves. Loopback addresses are allowed, except for those
/// that the test excludes.
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

    /// <summary>The addresses of each host name; each resolution returns the next ones.</summary>
    public Func<string, IReadOnlyList<IPAddress>> Resolve { get; set; } = _ => [IPAddress.Loopback];

    /// <summary>The number of resolutions of host names.</summary>
    public int Resolutions { get; private set; }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Task<OutboundResponse> GetAsync(Uri url) => SendAsync(new OutboundRequest { Url = url });

    public Task<OutboundResponse> SendAsync(OutboundRequest request, CancellationToken cancellation = default) =>
        Caller.SendAsync(request, cancellation).OrTimeout();

    /// <summary>Makes a call that must fail, and returns the failure.</summary>
    public async Task<OutboundException> FailAsync(OutboundRequest request) =>
        (await FluentActions.Awaiting(() => SendAsync(request)).Should().ThrowAsync<OutboundException>()).Which;

    public Task<OutboundException> FailAsync(Uri url) => FailAsync(new OutboundRequest { Url = url });

    public Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        Resolutions++;
        return Task.FromResult(Resolve(host));
    }

    /// <summary>The current value of a metric; counters are summed from the creation of this object.</summary>
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
        // The meters of other tests have the same name.
        if (instrument.Name == name && ReferenceEquals(instrument.Meter.Scope, Get<IMeterFactory>()))
            listener.EnableMeasurementEvents(instrument);
    }
}
