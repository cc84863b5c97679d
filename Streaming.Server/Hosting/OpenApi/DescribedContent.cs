using System.Net.Mime;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>Describes one media type of a request's or response's body for the OpenAPI document.</summary>
/// <param name="MediaType">The media type, such as <c>application/json</c>.</param>
/// <param name="Shape">The .NET type from which the schema of the body is made; null for text.</param>
/// <param name="Description">A sentence about the content of the body.</param>
internal sealed record DescribedContent(string MediaType, Type? Shape = null, string? Description = null)
{
    /// <summary>Whether the body is a JSON array whose items have the described schema.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the body is either one JSON value of the described schema, or an array of such values.</summary>
    public bool IsOneOrList { get; init; }

    /// <summary>Describes a JSON body whose schema is made from the type <typeparamref name="T"/>.</summary>
    public static DescribedContent Json<T>() => new(MediaTypeNames.Application.Json, typeof(T));

    /// <summary>Describes a body that is any JSON value.</summary>
    public static DescribedContent AnyJson(string description) => new(MediaTypeNames.Application.Json, typeof(JsonElement), description);

    /// <summary>
    /// Describes a body that is a file or a stream; generated clients return it as a stream instead of loading it into memory.
    /// </summary>
    public static DescribedContent File(string mediaType, string description) => new(mediaType, typeof(Stream), description);
}
