using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Core.Diagnostics;

/// <summary>Registers metrics and traces (OpenTelemetry).</summary>
internal static class DiagnosticsRegistration
{
    // The most series (combinations of label values) of most metrics, which have one for each transport or reason. OpenTelemetry reserves
    // memory for all of them: with its default of 2,000 these were 11 MB.
    private const int FewSeries = 256;

    // These metrics have a series for each route and status, webhook, or type of jobs or background tasks.
    private static readonly string[] s_manySeries = ["http.server.", "streaming.webhooks.", "streaming.jobs", "streaming.background_tasks"];

    /// <summary>
    /// Adds the metrics of the server, with an endpoint from which Prometheus reads them. If the environment variable
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> contains a URL, metrics and traces are also sent to this URL over OTLP.
    /// </summary>
    public static IServiceCollection AddDiagnostics(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.AddSection<MetricsOptions>("Metrics");
        services.AddSingleton<IValidateOptions<MetricsOptions>, MetricsOptionsValidator>();
        services.AddSingleton<LastResortHandler>().AddHostedService<UnobservedTasks>().AddHostedService<ServiceFaults>();
        var exports = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services.AddHostedService<BuildMetrics>();
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService(
                    configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } name ? name : "streaming", serviceVersion: OwnNode.Version)
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(StreamingMeter.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel",
                    "System.Runtime", "Npgsql").AddPrometheusExporter();
                if (exports)
                    metrics.AddOtlpExporter();
            })
            .WithTracing(traces =>
            {
                // Recording traces costs time in every request. So traces are recorded only if an OTLP endpoint is configured to which they
                // are sent.
                if (exports)
                    traces.AddSource(StreamingMeter.Name).AddAspNetCoreInstrumentation().AddOtlpExporter();
            });
        // .NET collects metrics for the whole process, in which several servers may run. Each server exports only its own metrics and those
        // of the .NET runtime.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument => instrument.Meter.Scope is { } scope && scope != own ? MetricStreamConfiguration.Drop
                : MayHaveManySeries(instrument.Name) ? null : new MetricStreamConfiguration { CardinalityLimit = FewSeries });
        });
        return services;
    }

    private static bool MayHaveManySeries(string metric) =>
        Array.Exists(s_manySeries, start => metric.StartsWith(start, StringComparison.Ordinal));
}
