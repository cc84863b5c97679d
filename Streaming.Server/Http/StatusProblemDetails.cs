using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Http;

/// <summary>
/// Adds a body to error responses without a body, for example for an unknown path or an unsupported method. The body contains problem
/// details in JSON, with advice for the client, even if the client's header <c>Accept</c> excludes JSON.
/// </summary>
internal static class StatusProblemDetails
{
    /// <summary>Adds the middleware that gives problem details to error responses without a body.</summary>
    public static void UseStatusSentences(this IApplicationBuilder app) => app.UseStatusCodePages(WriteAsync);

    private static async Task WriteAsync(StatusCodeContext context)
    {
        var http = context.HttpContext;
        http.Request.Headers.Accept = "application/problem+json";
        await http.RequestServices.GetRequiredService<IProblemDetailsService>().WriteAsync(new ProblemDetailsContext
        {
            HttpContext = http,
            ProblemDetails = new ProblemDetails { Status = http.Response.StatusCode, Detail = SentenceOf(http) },
        });
    }

    private static string SentenceOf(HttpContext http) => http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound =>
            "There is nothing at this path; /openapi/v1.json lists the paths of this server. If a name in the path has a '/', write it " +
            "as %2F; names of topics and rooms cannot have one.",
        StatusCodes.Status405MethodNotAllowed when http.Response.Headers.Allow.Count > 0 =>
            $"This path does not support the method of the request; use {http.Response.Headers.Allow}.",
        StatusCodes.Status405MethodNotAllowed =>
            "This path does not support the method of the request; /openapi/v1.json lists the methods.",
        StatusCodes.Status406NotAcceptable => "This path returns none of the media types in Accept; accept application/json.",
        StatusCodes.Status415UnsupportedMediaType => "This path does not accept the Content-Type of the request; send application/json.",
        StatusCodes.Status416RangeNotSatisfiable =>
            "The range begins after the end of the file; ask for a range within it, or leave the header Range out.",
        StatusCodes.Status400BadRequest => "The request is not valid; /openapi/v1.json describes the requests that this path accepts.",
        >= StatusCodes.Status500InternalServerError => "The server failed to answer; its log has the reason. Try again later.",
        _ => "The request was refused; /openapi/v1.json describes the requests that this path accepts.",
    };
}
