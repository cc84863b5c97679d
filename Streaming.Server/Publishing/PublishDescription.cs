using System.Net.Mime;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Streaming.Server.Publishing;

/// <summary>Describes what a publish takes, which is read by <see cref="PublishHead"/> and so is not seen in the action's parameters.</summary>
internal sealed class PublishDescription : IOpenApiOperationTransformer
{
    private static readonly (ParameterLocation In, string Name, string Description)[] s_parameters =
    [
        (ParameterLocation.Query, "type", "The type of messages that name none (`message` if this is left out too)."),
        (ParameterLocation.Query, "sender", "The sender of messages that name none."),
        (ParameterLocation.Query, "deliver-at", "When to publish: a time, such as `2027-01-31T18:00:00Z`. Then the answer is 202 with the job that does it."),
        (ParameterLocation.Query, "delay", "When to publish: a duration from now, such as `10s`. Likewise."),
        (ParameterLocation.Header, IdempotencyHeader.Name, "The same key of the same caller for the same topic gives the same answer within 24 h and publishes nothing; with other messages the answer is 422."),
    ];

    private static readonly (string MediaType, string Description)[] s_bodies =
    [
        (MediaTypeNames.Text.Plain, "One message: its data."),
        (MediaTypeNames.Application.Json, "`{\"data\":…,\"type\":…,\"sender\":…}`, or an array of them: all are published, or none."),
        (PublishHead.Ndjson, "A message a line, streamed, of any number."),
    ];

    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor is not ControllerActionDescriptor { ControllerTypeInfo: var controller } || controller != typeof(PublishController))
            return Task.CompletedTask;
        operation.Parameters ??= [];
        foreach (var (place, name, description) in s_parameters)
            operation.Parameters.Add(new OpenApiParameter { In = place, Name = name, Description = description, Schema = Text() });
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = true,
            Content = s_bodies.ToDictionary(body => body.MediaType, body => new OpenApiMediaType { Schema = Text(body.Description) }, StringComparer.Ordinal),
        };
        return Task.CompletedTask;
    }

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };
}
