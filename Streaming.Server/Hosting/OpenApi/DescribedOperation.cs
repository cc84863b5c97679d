namespace Streaming.Server.Hosting.OpenApi;

/// <summary>The facts of an operation that its action's signature does not show.</summary>
/// <param name="Id">The operation's id, from which generators make the name of a method. It never changes.</param>
/// <param name="Tag">The group of operations.</param>
/// <param name="Summary">A short sentence.</param>
internal sealed record DescribedOperation(string Id, string Tag, string Summary)
{
    /// <summary>The media types of the request's body; empty if it takes none.</summary>
    public IReadOnlyList<DescribedContent> Body { get; init; } = [];

    /// <summary>Whether the body may be left out.</summary>
    public bool IsBodyOptional { get; init; }

    /// <summary>The media types of the successful response, where they differ from the action's return type in JSON.</summary>
    public IReadOnlyList<DescribedContent> Response { get; init; } = [];

    /// <summary>The type of a 202's body, where the action does not name it.</summary>
    public Type? Accepted { get; init; }

    /// <summary>Parameters with their ranges and defaults, also those that the server reads without an action's parameter.</summary>
    public IReadOnlyList<DescribedParameter> Parameters { get; init; } = [];

    /// <summary>Headers of the successful response with their descriptions.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];

    /// <summary>Whether the operation needs the store, which may not answer, or is refused when the server stops.</summary>
    public bool NeedsStore { get; init; } = true;
}
