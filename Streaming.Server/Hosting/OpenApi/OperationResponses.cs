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
/// Describes the responses of an HTTP operation for the OpenAPI document. Some responses are declared by the controller action. The others
/// are errors that can occur because of the request's body, the authorization or the store.
/// </summary>
internal sealed class OperationResponses(DescribedOperation described, ApiDescription description, OperationSchemas schemas)
{
    private static readonly Dictionary<int, string> s_problems = new()
    {
        [400] = "The request is not valid. `detail` states what to change.",
        [401] = "The operation needs a token, or the token in the request is not valid. `WWW-Authenticate` states the reason.",
        [403] = "The token does not allow this operation, or the page that sent the request has an origin that is not allowed.",
        [404] = "The requested resource does not exist.",
        [406] = "The server cannot write any of the formats that the request accepts.",
        [408] = "The client stopped sending the body before its end.",
        [409] = "The current state of the resource does not allow this operation.",
        [410] = "The resource was deleted, or no longer has the requested data.",
        [413] = "The body is too large.",
        [415] = "The media type, charset or encoding of the body is not known.",
        [422] = "The idempotency key was already used for a request with another body.",
        [426] = "The server does not support the requested version of the WebSocket protocol.",
        [429] = "A limit is reached. Try again after `Retry-After` seconds.",
        [503] = "The server is stopping, or its store does not respond. Try again after `Retry-After` seconds.",
    };

    private static readonly int[] s_ofBodies =
    [
        StatusCodes.Status408RequestTimeout, StatusCodes.Status413PayloadTooLarge, StatusCodes.Status415UnsupportedMediaType,
            StatusCodes.Status429TooManyRequests,
    ];

    /// <summary>Returns all responses of an HTTP operation, in the order of their status codes.</summary>
    public async Task<OpenApiResponses> CreateAsync()
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
        var response = new OpenApiResponse { Description = described.Sentences.GetValueOrDefault(status) ?? Sentence(status) };
        if (status == StatusCodes.Status200OK && described.Response.Count > 0)
            response.Content = await schemas.ContentAsync(described.Response);
        else if (status == StatusCodes.Status207MultiStatus)
            response.Content = await schemas.ContentAsync(described.MultiStatus);
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
        StatusCodes.Status101SwitchingProtocols => "The connection continues as a WebSocket.",
        StatusCodes.Status201Created => "Created.",
        StatusCodes.Status202Accepted => "The server has accepted the request and carries it out later.",
        StatusCodes.Status204NoContent when described.Response.Count > 0 =>
            "The client has received all events. A browser then does not connect again.",
        StatusCodes.Status204NoContent => "Success, without a response body.",
        _ => "Success.",
    };
}
