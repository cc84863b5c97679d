using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>Registers what all endpoints share: lifetimes, problem details, compression, the page.</summary>
public static class HostingRegistration
{
    private static readonly string[] s_compressed = ["text/csv", "application/x-ndjson", "application/json", "text/html", "text/css", "text/javascript", "image/svg+xml"];

    // What the host takes where nothing is said (`shutdownTimeoutSeconds`).
    private static readonly TimeSpan s_hostDefault = new HostOptions().ShutdownTimeout;

    /// <summary>Adds it.</summary>
    public static IServiceCollection AddHosting(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StreamLifetime>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = static problem =>
        {
            SecurityHeaders.Set(problem.HttpContext.Response);
            SecurityHeaders.SetNotStored(problem.HttpContext.Response);
            // What MVC finds wrong with a body has its sentences one level deeper.
            if (problem.ProblemDetails is HttpValidationProblemDetails { Detail: null, Errors: { Count: > 0 } errors })
                problem.ProblemDetails.Detail = string.Join(' ', errors.Values.SelectMany(sentences => sentences));
        });
        services.AddExceptionHandler<RefusalHandler>();
        services.AddHostedService<StartupBanner>();
        services.Configure<HostOptions>(options => options.ShutdownTimeout = options.ShutdownTimeout == s_hostDefault ? TimeSpan.FromSeconds(15) : options.ShutdownTimeout);
        services.AddResponseCompression(options =>
        {
            // No answer mixes a caller's text with a secret, so compressing it over TLS tells an onlooker nothing. text/event-stream is left out on
            // purpose: an event must not wait in a compressor.
            options.EnableForHttps = true;
            options.MimeTypes = s_compressed;
            // gzip alone, which everybody takes: a Brotli compressor is held for the length of a response.
            options.Providers.Add(new GzipBlocks());
        });
        return services;
    }

    /// <summary>Puts <see cref="SecurityHeaders"/> on every answer.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        SecurityHeaders.Set(http.Response);
        // An application that hosts the server decides for its own endpoints.
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAccessMetadata>() is not null)
            SecurityHeaders.SetNotStored(http.Response);
        return next(http);
    });

    /// <summary>Serves the page from <c>streaming-page</c> beside the server's files, in development and published alike.</summary>
    public static void UsePage(this IApplicationBuilder app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "streaming-page");
        if (!Directory.Exists(folder))
            return;
        var files = new PhysicalFileProvider(folder);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // The page and its parts are one version: ask each time, and mostly hear 304.
            OnPrepareResponse = context =>
            {
                context.Context.Response.Headers.CacheControl = "no-cache";
                SecurityHeaders.SetForPage(context.Context.Response);
            },
        });
    }
}
