namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>The result of one URL. It is published as an event of type <c>result</c> as soon as the call ends.</summary>
/// <param name="Index">The index of the URL in the arguments, from 0.</param>
/// <param name="Url">The URL.</param>
/// <param name="Status">The HTTP status; null if the URL did not answer.</param>
/// <param name="Error">The reason why the URL did not answer, in a sentence; null if it answered.</param>
/// <param name="Failure">The same reason as a word: <c>timeout</c>, <c>connection</c>, <c>unknownHost</c>, <c>refusedAddress</c>,
/// <c>redirect</c>, <c>circuitOpen</c>, <c>tooManyCalls</c>, <c>invalidUrl</c>.</param>
/// <param name="Milliseconds">The duration from the start of the call to the last byte that was read; null if the URL was not called.
/// </param>
/// <param name="Bytes">The number of bytes that were read of the body.</param>
/// <param name="Truncated">Whether the body was longer.</param>
/// <param name="ContentType">The content type of the body.</param>
/// <param name="Body">The beginning of the body, if it is text.</param>
/// <param name="BodyBase64">The beginning of the body in base64, if it is not text.</param>
internal sealed record FetchedUrl(
    int Index, string Url, int? Status, string? Error, string? Failure, double? Milliseconds, int Bytes, bool Truncated,
        string? ContentType, string? Body, string? BodyBase64);
