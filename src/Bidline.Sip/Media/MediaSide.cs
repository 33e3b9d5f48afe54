namespace Bidline.Sip.Media;

internal enum MediaSide
{
    Caller,
    Target,
}
