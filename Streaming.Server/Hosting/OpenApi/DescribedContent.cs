using System.Net.Mime;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes one media type of the body of a request or response, for the OpenAPI document.</summary>
/// <param name="MediaType">The media type, such as <c>application/json</c>.</param>
/// <param name="Shape">The .NET type from which the schema of the body is created; null if the body is text.</param>
/// <param name="Description">A sentence about the content of the body.</param>
internal sealed record DescribedContent(string MediaType, Type? Shape = null, string? Description = null)
{
    /// <summary>Whether the body is a JSON array. The described schema is the schema of each item.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the body is either one JSON value with the described schema, or an array of such values.</summary>
    public bool IsSingleOrList { get; init; }

    /// <summary>Describes a JSON body whose schema is created from the type <typeparamref name="T"/>.</summary>
    public static DescribedContent Json<T>() => new(MediaTypeNames.Application.Json, typeof(T));

    /// <summary>Describes a body that may be any JSON value.</summary>
    public static DescribedContent AnyJson(string description) => new(MediaTypeNames.Application.Json, typeof(JsonElement), description);

    /// <summary>
    /// Describes a body that is a file or a stream. Generated clients return such a body as a stream and do not load it into memory.
    /// </summary>
    public static DescribedContent File(string mediaType, string description) => new(mediaType, typeof(Stream), description);
}
