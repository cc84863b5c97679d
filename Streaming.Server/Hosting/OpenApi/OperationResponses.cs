using System.Globalization;
using System.Net.Mime;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.OpenApi;
using Streaming.Server.Access.Authorization;
using Streaming.Server.Access.Streams;
using Streaming.Server.Http;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Describes the responses of an HTTP operation for the OpenAPI document. They are the responses that the controller action declares, and
/// the errors that can occur because of the request's body, the authorization or the store.
/// </summary>
internal sealed class OperationResponses(DescribedOperation described, ApiDescription description, OperationSchemas schemas)
{
    private static readonly Dictionary<int, string> s_problems = new()
    {
        [400] = "The input is not valid; `detail` says what to change.",
        [401] = "A token is needed, or the one sent is not valid; `WWW-Authenticate` says why.",
        [403] = "The token, or the page that sent the request, does not allow this.",
        [404] = "There is no such thing.",
        [406] = "None of the accepted formats can be written.",
        [408] = "The body stopped arriving.",
        [409] = "The present state does not allow this.",
        [413] = "The body is too large.",
        [415] = "The media type, charset or encoding of the body is not known.",
        [422] = "The idempotency key was used for another body.",
        [426] = "Another version of the WebSocket protocol is needed.",
        [429] = "A limit is reached; try again after `Retry-After` seconds.",
        [503] = "The server is stopping, or its store does not answer; try again after `Retry-After` seconds.",
    };

    private static readonly int[] s_ofBodies =
    [
        StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests,
    ];

    /// <summary>Returns all responses of an HTTP operation, in the order of their status codes.</summary>
    public async Task<OpenApiResponses> AllAsync()
    {
        var all = new SortedDictionary<int, OpenApiResponse>();
        foreach (var type in description.SupportedResponseTypes.Where(type => type.StatusCode < 400))
            all[type.StatusCode] = await SuccessAsync(type.StatusCode, type.Type);
        if (all.Count == 0)
            all[StatusCodes.Status200OK] = await SuccessAsync(StatusCodes.Status200OK, ReturnType());
        foreach (var status in Problems())
            all[status] = await ProblemAsync(status);
        var responses = new OpenApiResponses();
        foreach (var (status, response) in all)
            responses[status.ToString(CultureInfo.InvariantCulture)] = response;
        return responses;
    }

    private static OpenApiHeader Header(string sentence) =>
        new OpenApiHeader { Description = sentence, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };

    private HashSet<int> Problems()
    {
        var metadata = description.ActionDescriptor.EndpointMetadata;
        var statuses = description.SupportedResponseTypes.Select(type => type.StatusCode).Where(status => status >= 400).ToHashSet();
        if (description.ParameterDescriptions.Count > 0 || described.Parameters.Count > 0 || described.Body.Count > 0)
            statuses.Add(StatusCodes.Status400BadRequest);
        statuses.Add(StatusCodes.Status401Unauthorized);
        if (!metadata.Any(each => each is OpenEndpointAttribute))
            statuses.Add(StatusCodes.Status403Forbidden);
        if (described.Body.Count > 0)
            statuses.UnionWith(s_ofBodies);
        if (metadata.Any(each => each is IStreamMetadata or DownloadAttribute))
            statuses.Add(StatusCodes.Status429TooManyRequests);
        if (described.NeedsStore)
            statuses.Add(StatusCodes.Status503ServiceUnavailable);
        return statuses;
    }

    private async Task<OpenApiResponse> SuccessAsync(int status, Type? type)
    {
        var response = new OpenApiResponse { Description = Sentence(status) };
        if (status == StatusCodes.Status200OK && described.Response.Count > 0)
            response.Content = await schemas.ContentAsync(described.Response);
        else if (status == StatusCodes.Status202Accepted && described.Accepted is { } accepted)
            response.Content = await JsonAsync(accepted);
        else if (type is not null && type != typeof(void))
            response.Content = await JsonAsync(type);
        if (status is < 200 or >= 300)
            return response;
        foreach (var (name, sentence) in described.Headers)
            (response.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal))[name] = Header(sentence);
        return response;
    }

    private async Task<OpenApiResponse> ProblemAsync(int status) => new()
    {
        Description = s_problems[status],
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            ["application/problem+json"] = new() { Schema = await schemas.OfAsync(typeof(ProblemDetails)) },
        },
    };

    private async Task<Dictionary<string, OpenApiMediaType>> JsonAsync(Type type) =>
        new(StringComparer.Ordinal) { [MediaTypeNames.Application.Json] = new() { Schema = await schemas.OfAsync(type) } };

    private Type ReturnType()
    {
        var type = ((ControllerActionDescriptor)description.ActionDescriptor).MethodInfo.ReturnType;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>) ? type.GetGenericArguments()[0] : type;
    }

    private string Sentence(int status) => status switch
    {
        StatusCodes.Status101SwitchingProtocols => "The connection is a WebSocket from now on.",
        StatusCodes.Status201Created => "Done.",
        StatusCodes.Status202Accepted => "Accepted; it is carried out later.",
        StatusCodes.Status204NoContent when described.Response.Count > 0 => "The reader has all events; a browser does not connect again.",
        StatusCodes.Status204NoContent => "Done.",
        _ => "Success.",
    };
}
