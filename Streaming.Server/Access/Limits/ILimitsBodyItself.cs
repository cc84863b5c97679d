namespace Streaming.Server.Access.Limits;

/// <summary>Metadata of an endpoint that limits the size of its body itself; all other endpoints of this server accept 32 KB.</summary>
internal interface ILimitsBodyItself;
