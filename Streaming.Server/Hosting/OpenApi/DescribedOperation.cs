namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Describes an HTTP operation for the OpenAPI document. Contains only facts that the signature of the operation's controller action does
/// not contain.
/// </summary>
/// <param name="Id">The id of the operation, from which client generators make the name of a method. A published id must never
/// change.</param>
/// <param name="Tag">The name of the group to which the operation belongs, such as Topics.</param>
/// <param name="Summary">A short sentence that describes the operation.</param>
internal sealed record DescribedOperation(string Id, string Tag, string Summary)
{
    /// <summary>The media types of the request's body; empty if the request has no body.</summary>
    public IReadOnlyList<DescribedContent> Body { get; init; } = [];

    /// <summary>Whether a client may leave out the request's body.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>
    /// The media types of the body of a 200 response. If empty, the body is the return type of the controller action in JSON.
    /// </summary>
    public IReadOnlyList<DescribedContent> Response { get; init; } = [];

    /// <summary>
    /// The type of the body of a 202 response; null if the controller action declares this type, or if there is no such response.
    /// </summary>
    public Type? Accepted { get; init; }

    /// <summary>
    /// The media types of the body of a response with status 207 (several results); empty if the operation has no such response.
    /// </summary>
    public IReadOnlyList<DescribedContent> MultiStatus { get; init; } = [];

    /// <summary>
    /// The descriptions of responses, by their status codes. They replace the general descriptions of these status codes.
    /// </summary>
    public IReadOnlyDictionary<int, string> Sentences { get; init; } = new Dictionary<int, string>();

    /// <summary>
    /// The parameters of the operation, with their ranges and defaults. Parameters that the controller reads from the request by itself are
    /// included.
    /// </summary>
    public IReadOnlyList<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>The headers of a successful response, each with its name and its description.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];

    /// <summary>Whether the operation can fail with status 503, because it needs the store and a server that is not stopping.</summary>
    public bool NeedsStore { get; init; } = true;
}
