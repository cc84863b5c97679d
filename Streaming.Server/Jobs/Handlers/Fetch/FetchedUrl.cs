namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>
/// The result of one URL of a job of type <c>fetch</c>. The result is published as an event of type <c>result</c> as soon as the call of
/// the URL ends.
/// </summary>
/// <param name="Index">The index of the URL in the arguments, from 0.</param>
/// <param name="Url">The URL that was called.</param>
/// <param name="Status">The HTTP status of the response; null if the URL did not respond.</param>
/// <param name="Error">The reason why the URL did not respond, in one sentence; null if it responded.</param>
/// <param name="Failure">The reason why the URL did not respond, as one word: <c>timeout</c>, <c>connection</c>, <c>unknownHost</c>,
/// <c>refusedAddress</c>, <c>redirect</c>, <c>circuitOpen</c>, <c>tooManyCalls</c>, <c>invalidUrl</c>; null if it responded.</param>
/// <param name="Milliseconds">The duration in milliseconds from the start of the call to the last byte that was read; null if the URL was
/// not called.</param>
/// <param name="Bytes">The number of bytes that were read of the response body.</param>
/// <param name="Truncated">True if the response body was longer than the bytes that were read.</param>
/// <param name="ContentType">The content type of the response.</param>
/// <param name="Body">The beginning of the response body, if it is text; otherwise null.</param>
/// <param name="BodyBase64">The beginning of the response body in base64, if it is not text; otherwise null.</param>
internal sealed record FetchedUrl(
    int Index, string Url, int? Status, string? Error, string? Failure, double? Milliseconds, int Bytes, bool Truncated,
        string? ContentType, string? Body, string? BodyBase64);
