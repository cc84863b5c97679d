using System.Reflection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Streaming.Server.Http;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Sends objects of the hosting application to a client as server-sent events. The methods <c>StreamingResults.Events</c> create such a
/// result.
/// </summary>
/// <typeparam name="T">The type of the objects.</typeparam>
public sealed class EventsResult<T> : IResult, IEndpointMetadataProvider
{
    private readonly Func<string?, CancellationToken, IAsyncEnumerable<T>> _create;
    private readonly Func<T, (string? Id, string? Type, object? Data)> _item;

    internal EventsResult(
        Func<string?, CancellationToken, IAsyncEnumerable<T>> create, Func<T, (string? Id, string? Type, object? Data)>? item) =>
        (_create, _item) = (create, item ?? EventSender.Event<T>);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => EventSender.SendAsync(
        httpContext, ending => _create(LastEventId.Of(httpContext.Request), ending), _item,
        httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [RowFormat.Events.MediaType]));
}
