using System.Reflection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Sends rows (objects of the hosting application) to a client as one JSON array. <see cref="StreamingResults.Json{T}"/> creates such a
/// result.
/// </summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed class JsonArrayResult<T> : IResult, IEndpointMetadataProvider
{
    private readonly IAsyncEnumerable<T> _rows;

    internal JsonArrayResult(IAsyncEnumerable<T> rows) => _rows = rows;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => RowSender.SendAsync(
        httpContext, _rows, RowFormat.Json, RowFormat.Json.ContentType, RowOptions.Default,
        httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(
            StatusCodes.Status200OK, typeof(IAsyncEnumerable<T>), [RowFormat.Json.MediaType]));
}
