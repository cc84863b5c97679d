namespace Streaming.Server.Hosting.OpenApi;

/// <summary>
/// Describes an HTTP operation for the OpenAPI document: the facts that the signature of its controller action does not show.
/// </summary>
/// <param name="Id">The id of the operation, from which client generators make the name of a method. Once published, an id never
/// changes.</param>
/// <param name="Tag">The name of the group of operations, such as <c>Topics</c>.</param>
/// <param name="Summary">A short sentence about the operation.</param>
internal sealed record DescribedOperation(string Id, string Tag, string Summary)
{
    /// <summary>The media types of the request's body; empty if the request has no body.</summary>
    public IReadOnlyList<DescribedContent> Body { get; init; } = [];

    /// <summary>Whether a client may leave out the request's body.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>
    /// The media types of the body of a 200 response; empty if the body is the return type of the controller action as JSON.
    /// </summary>
    public IReadOnlyList<DescribedContent> Response { get; init; } = [];

    /// <summary>The type of the body of a 202 response, if the controller action does not declare that type.</summary>
    public Type? Accepted { get; init; }

    /// <summary>
    /// The parameters of the operation, with their ranges and defaults. The list also contains parameters that the server reads from the
    /// request without a parameter of the action.
    /// </summary>
    public IReadOnlyList<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>The names and descriptions of the headers of a successful response.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];

    /// <summary>
    /// Whether the operation can fail with status 503, since it needs the store of messages and jobs or a server that is not stopping.
    /// </summary>
    public bool NeedsStore { get; init; } = true;
}
