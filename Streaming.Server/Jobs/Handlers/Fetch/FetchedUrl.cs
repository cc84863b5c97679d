namespace Streaming.Server.Jobs.Handlers.Fetch;

/// <summary>What came of one URL: an event of type <c>result</c> as soon as it is known.</summary>
/// <param name="Index">Its place in the arguments, from 0.</param>
/// <param name="Url">The URL.</param>
/// <param name="Status">The HTTP status; null where there was no answer.</param>
/// <param name="Error">Why there was none.</param>
/// <param name="Failure">The same as a word: <c>timeout</c>, <c>connection</c>, <c>unknownHost</c>, <c>refusedAddress</c>, <c>redirect</c>,
/// <c>circuitOpen</c>, <c>tooManyCalls</c>, <c>invalidUrl</c>.</param>
/// <param name="Milliseconds">How long it took, from its turn to the last byte that was read; null where it was not called.</param>
/// <param name="Bytes">How much of the body was read.</param>
/// <param name="Truncated">Whether there was more.</param>
/// <param name="ContentType">What the body is.</param>
/// <param name="Body">Its beginning, if it is text.</param>
/// <param name="BodyBase64">Its beginning, if it is not.</param>
internal sealed record FetchedUrl(
    int Index, string Url, int? Status, string? Error, string? Failure, double? Milliseconds, int Bytes, bool Truncated,
        string? ContentType, string? Body, string? BodyBase64);
