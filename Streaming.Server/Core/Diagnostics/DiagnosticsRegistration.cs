using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Registers metrics and traces (OpenTelemetry).</summary>
internal static class DiagnosticsRegistration
{
    /// <summary>
    /// Adds the metrics of the server, with a Prometheus endpoint. If <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics and traces are
    /// also sent to that endpoint over OTLP.
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
                // Recording traces costs time in every request, so traces are recorded only if there is an endpoint to which they are sent.
                if (exports)
                    traces.AddAspNetCoreInstrumentation().AddOtlpExporter();
            });
        // Metrics are collected for the whole process, and a process may host several servers. Each server exports only its own metrics and
        // those of the .NET runtime.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is { } scope && scope != own ? MetricStreamConfiguration.Drop : null);
        });
        return services;
    }
}
