using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.FileProviders;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting;

/// <summary>
/// Registers the services that all HTTP endpoints share: the end of open streams at shutdown, error responses, compression and the web
/// page.
/// </summary>
internal static class HostingRegistration
{
    private static readonly string[] s_compressed =
        ["text/csv", "application/x-ndjson", "application/json", "text/html", "text/css", "text/javascript", "image/svg+xml"];

    private const string ConsolePath = "/console";

    // The default of .NET for the time limit of the shutdown. If the option has another value, the application has set this value.
    private static readonly TimeSpan s_hostDefault = new HostOptions().ShutdownTimeout;

    /// <summary>
    /// Adds the services that all HTTP endpoints share. Sets the time limit for the shutdown to 15 s, unless the application sets another
    /// value.
    /// </summary>
    public static IServiceCollection AddHosting(this IServiceCollection services)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<StreamLifetime>();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = static problem =>
        {
            SecurityHeaders.Set(problem.HttpContext.Response);
            SecurityHeaders.SetNotStored(problem.HttpContext.Response);
            // MVC puts the sentences of validation errors into a list. They are copied to `detail`, in which all other errors of the server
            // have their sentence.
            if (problem.ProblemDetails is HttpValidationProblemDetails { Detail: null, Errors: { Count: > 0 } errors })
                problem.ProblemDetails.Detail = string.Join(' ', errors.Values.SelectMany(sentences => sentences));
        });
        services.AddExceptionHandler<RefusalHandler>();
        // The callbacks of a started host run in reverse order: the banner is logged first, and then the folder of the data.
        services.AddSingleton<FirstCommands>().AddHostedService<StartupDataLog>().AddHostedService<StartupBanner>();
        services.Configure<HostOptions>(
            options => options.ShutdownTimeout = options.ShutdownTimeout == s_hostDefault ? TimeSpan.FromSeconds(15)
            : options.ShutdownTimeout);
        services.AddResponseCompression(options =>
        {
            // Compression over TLS can reveal a secret if a response contains both the secret and a text that an attacker has chosen (the
            // attack BREACH). No response of this server contains both, so compression over TLS is enabled. Event streams are not
            // compressed, because a compressor would delay their events.
            options.EnableForHttps = true;
            options.MimeTypes = s_compressed;
            // Uses only gzip, which all clients support. A Brotli compressor would need memory for the whole duration of a response.
            options.Providers.Add(new GzipBlocks());
        });
        return services;
    }

    /// <summary>Adds headers that protect browsers (<see cref="SecurityHeaders"/>) to every response.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(static (http, next) =>
    {
        SecurityHeaders.Set(http.Response);
        // This rule against caching applies only to the endpoints of the streaming server. The hosting application decides about the
        // caching of its own endpoints.
        if (http.GetEndpoint()?.Metadata.GetMetadata<IAccessMetadata>() is not null)
            SecurityHeaders.SetNotStored(http.Response);
        return next(http);
    });

    /// <summary>
    /// Serves the web page, and the console at <c>/console</c>, from the folder <c>streaming-page</c> next to the program. The folder is
    /// used in development and after publishing.
    /// </summary>
    public static void UsePage(this IApplicationBuilder app)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "streaming-page");
        if (!Directory.Exists(folder))
            return;
        var files = new PhysicalFileProvider(folder);
        app.Use(RedirectToConsole);
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            // With the header Cache-Control: no-cache, a browser asks the server at each request whether the file has changed. Mostly the
            // answer is 304 (not changed). So a browser never mixes files of two versions of the web page.
            OnPrepareResponse = context =>
            {
                context.Context.Response.Headers.CacheControl = "no-cache";
                SecurityHeaders.SetForPage(context.Context.Response);
            },
        });
    }

    // The console's files have URLs relative to /console/. The redirect to this path is relative too. So it is also correct behind a proxy
    // that removes a prefix from the path. If the hosting application has its own endpoint at this path, that endpoint is not affected.
    private static Task RedirectToConsole(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.Equals(ConsolePath, StringComparison.Ordinal) || http.GetEndpoint() is not null)
            return next(http);
        http.Response.Redirect(ConsolePath[1..] + "/");
        return Task.CompletedTask;
    }
}
