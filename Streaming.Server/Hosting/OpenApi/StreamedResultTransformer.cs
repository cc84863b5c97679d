using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;
using Streaming.Server.Transports.Results;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Completes the description of the hosting application's own actions with <see cref="StreamedResultAttribute"/> in the OpenAPI document.
/// Adds the parameter <c>format</c>, the header and the parameter with which a client resumes events, and the media types of the response.
/// </summary>
internal sealed class StreamedResultTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<StreamedResultAttribute>().FirstOrDefault() is not { } streamed)
            return Task.CompletedTask;
        AddFormat(operation, streamed.Offered);
        if (streamed.Offered.Contains(RowFormat.Events))
            AddLastEventId(operation);
        SetContent(operation, streamed.Offered);
        AddProblem(operation, "400", "The format in the query is not known.");
        AddProblem(operation, "406", "None of the formats in the header Accept is available.");
        AddProblem(operation, "429", "The maximum number of open streams is reached. Try again after `Retry-After` seconds.");
        return Task.CompletedTask;
    }

    private static void AddFormat(OpenApiOperation operation, IReadOnlyList<RowFormat> offered) => AddParameter(
        operation, ParameterLocation.Query, "format",
        $"The format. It takes precedence over the header Accept; without both, the format is {offered[0].Name}.",
        new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. offered.Select(format => (JsonNode)format.Name)] });

    private static void AddLastEventId(OpenApiOperation operation)
    {
        AddParameter(
            operation, ParameterLocation.Header, LastEventId.Header,
            "The id of the last event that a client which reconnects has received. It overrides `lastEventId`.",
            new OpenApiSchema { Type = JsonSchemaType.String });
        AddParameter(
            operation, ParameterLocation.Query, LastEventId.QueryName,
            "The same as the header `Last-Event-ID`, for clients that cannot set headers.",
            new OpenApiSchema { Type = JsonSchemaType.String });
    }

    private static void AddParameter(
        OpenApiOperation operation, ParameterLocation location, string name, string description, OpenApiSchema schema)
    {
        operation.Parameters ??= [];
        if (!operation.Parameters.Any(each => string.Equals(each.Name, name, StringComparison.OrdinalIgnoreCase) && each.In == location))
            operation.Parameters.Add(new OpenApiParameter { In = location, Name = name, Description = description, Schema = schema });
    }

    // The framework gives each media type the schema of the action's return type: an array. This schema is correct only for JSON.
    private static void SetContent(OpenApiOperation operation, IReadOnlyList<RowFormat> offered)
    {
        if (operation.Responses is null || !operation.Responses.TryGetValue("200", out var response) || response.Content is not { } content)
            return;
        foreach (var format in offered.Where(format => format != RowFormat.Json))
        {
            content[format.MediaType] = new OpenApiMediaType
            {
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, Description = DescriptionOf(format) },
            };
        }
    }

    private static string DescriptionOf(RowFormat format) =>
        format == RowFormat.Csv ? "A CSV file (RFC 4180) with a header row."
            : format == RowFormat.Ndjson ? "One JSON value on each line." : "Server-sent events, one for each item.";

    private static void AddProblem(OpenApiOperation operation, string status, string description) =>
        (operation.Responses ??= []).TryAdd(status, new OpenApiResponse { Description = description });
}
