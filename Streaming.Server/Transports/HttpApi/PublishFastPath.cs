using Microsoft.AspNetCore.Mvc.Controllers;
using Streaming.Server.Http;
using Streaming.Server.Publishing;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>
/// A middleware that handles plain publish requests (<see cref="PlainPublish"/>) before routing, the other middleware and MVC, which
/// together take several times as long as the publish. The response is that of the endpoint, <see cref="PublishController"/>. All refusals
/// and failures are left to the endpoint.
/// </summary>
internal sealed class PublishFastPath(
    RequestDelegate next, PlainPublishReader reader, RequestObservers observers, Publisher publisher, EndpointDataSource endpoints)
{
    // The endpoints exist only after the pipeline was built, so the endpoint is looked up at the first request.
    private readonly Lazy<Endpoint?> _endpoint = new(() => endpoints.Endpoints.FirstOrDefault(
        endpoint => endpoint.Metadata.GetMetadata<ControllerActionDescriptor>() is { ActionName: nameof(PublishController.Publish) } action
            && action.ControllerTypeInfo == typeof(PublishController)));

    public Task InvokeAsync(HttpContext http) =>
        PlainPublish.TryRead(http.Request, out var publish) && !observers.Any && _endpoint.Value is { } endpoint
            ? PublishAsync(http, publish, endpoint) : next(http);

    private async Task PublishAsync(HttpContext http, PlainPublish publish, Endpoint endpoint)
    {
        if (await reader.ReadCallerAsync(http) is not { } caller || reader.ReadMessages(http, publish) is not { } messages)
        {
            await next(http);
            return;
        }

        try
        {
            var answer = await publisher.PublishAsync(caller, publish.Topic, messages, idempotencyKey: null, http.RequestAborted);
            // The metrics and the traces of the request contain the route of its endpoint.
            http.SetEndpoint(endpoint);
            SecurityHeaders.Set(http.Response);
            SecurityHeaders.SetNotStored(http.Response);
            await PublishedResult.WriteAsync(http, answer);
        }
        catch (Exception e)
        {
            http.SetEndpoint(null);
            http.Features.Set(new PublishFailure(e));
            await next(http);
        }
    }
}
