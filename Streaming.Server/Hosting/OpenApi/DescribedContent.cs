using System.Net.Mime;
using System.Text.Json;

namespace Streaming.Server.Hosting.OpenApi;

/// <summary>One media type of a body.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Shape">The type that has the schema; null for text.</param>
/// <param name="Description">What the body contains.</param>
internal sealed record DescribedContent(string MediaType, Type? Shape = null, string? Description = null)
{
    /// <summary>Whether the body is an array of the shape.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether the body is the shape or an array of it.</summary>
    public bool IsOneOrList { get; init; }

    /// <summary>JSON of this shape.</summary>
    public static DescribedContent Json<T>() => new(MediaTypeNames.Application.Json, typeof(T));

    /// <summary>Any JSON value.</summary>
    public static DescribedContent AnyJson(string description) => new(MediaTypeNames.Application.Json, typeof(JsonElement), description);

    /// <summary>A file or a stream, which generated clients give as it arrives.</summary>
    public static DescribedContent File(string mediaType, string description) => new(mediaType, typeof(Stream), description);
}
