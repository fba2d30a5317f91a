// The globals first: modules use them while they are loaded.
import './globals';
import '../../main';
