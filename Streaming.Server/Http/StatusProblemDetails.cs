using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Http;

/// <summary>
/// Adds problem details with advice to error responses without a body (unknown path, unsupported method), whatever the client accepts.
/// </summary>
internal static class StatusProblemDetails
{
    /// <summary>Adds the middleware.</summary>
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
            "There is nothing at this path; /openapi/v1.json lists the paths of this server. A '/' in a name is written %2F, and is in " +
            "no name of a topic or a room.",
        StatusCodes.Status405MethodNotAllowed when http.Response.Headers.Allow.Count > 0 =>
            $"This path does not support the method of the request; use {http.Response.Headers.Allow}.",
        StatusCodes.Status405MethodNotAllowed =>
            "This path does not support the method of the request; /openapi/v1.json lists the methods.",
        StatusCodes.Status406NotAcceptable => "Nothing in Accept can be had here; accept application/json.",
        StatusCodes.Status415UnsupportedMediaType => "This Content-Type is not taken here; send application/json.",
        StatusCodes.Status416RangeNotSatisfiable =>
            "The range begins after the end of the file; ask for a range within it, or leave the header Range out.",
        StatusCodes.Status400BadRequest => "The request is not valid; /openapi/v1.json describes what this path takes.",
        >= StatusCodes.Status500InternalServerError => "The server could not answer; its log says why. Try again later.",
        _ => "The request was refused; /openapi/v1.json describes what this path takes.",
    };
}
