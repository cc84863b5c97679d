using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Registers metrics and traces.</summary>
internal static class DiagnosticsRegistration
{
    /// <summary>
    /// Adds the meter, and OpenTelemetry with a Prometheus endpoint. Also exports over OTLP if <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set.
    /// </summary>
    public static IServiceCollection AddDiagnostics(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSingleton<LastResortHandler>().AddHostedService<UnobservedTasks>().AddHostedService<ServiceFaults>();
        var exports = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services.AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(StreamingMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime").AddPrometheusExporter();
                if (exports)
                    metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                // Traces cost every request, so they are recorded only if there is an endpoint to send them to.
                if (exports)
                    traces.AddAspNetCoreInstrumentation().AddOtlpExporter();
            });
        // Meters are process-wide, and a process may host several servers. Each server exports its own metrics and those of the runtime.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is { } scope && scope != own ? MetricStreamConfiguration.Drop : null);
        });
        return services;
    }
}
