using System.Reflection;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Sends rows (objects of the hosting application) to a client as a CSV file. <see cref="StreamingResults.Csv{T}"/> creates such a result.
/// </summary>
/// <typeparam name="T">The type of the rows.</typeparam>
public sealed class CsvResult<T> : IResult, IEndpointMetadataProvider
{
    private readonly IAsyncEnumerable<T> _rows;
    private readonly RowOptions _options;

    internal CsvResult(IAsyncEnumerable<T> rows, RowOptions options) => (_rows, _options) = (rows, options);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext) => RowSender.SendAsync(
        httpContext, _rows, RowFormat.Csv, RowFormat.Csv.ContentType, _options,
        httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions);

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(string), [RowFormat.Csv.MediaType]));
}
